"""What a page around players does for them: their height, and the theme that a reader chose for the page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tconv_anim.storyboard.theme import DARK, LIGHT
from tests.browser import Visit, until
from tests.pagemakers import built

pytestmark = pytest.mark.slow


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


def assert_looks(player: FrameLocator, colour: str) -> None:
    expect(player.locator("html")).to_have_css("background-color", rgb(colour))


def assert_fits(page: Page) -> None:
    """The frame is exactly as high as its player: nothing is cut, and nothing blank is below."""
    until(page, "document.querySelector('iframe').style.height")
    inside = page.frames[1]
    until(inside, "document.documentElement.scrollHeight <= innerHeight")
    assert inside.evaluate("innerHeight - document.querySelector('main').getBoundingClientRect().bottom") < 40


def test_sphinx_gives_players_the_theme_of_the_page_and_room(
    tmp_path: Path, visit: Callable[..., Visit]
) -> None:
    (tmp_path / "conf.py").write_text('extensions = ["tconv_anim.embed.sphinx"]\nhtml_theme = "furo"\n')
    (tmp_path / "index.rst").write_text("Title\n=====\n\n.. tconv::\n   :k: 3\n   :s: 2\n")
    (tmp_path / "other.rst").write_text(":orphan:\n\nTitle\n=====\n\n.. tconv::\n   :format: svg\n")
    html = built(tmp_path, "html")
    for width in (1200, 400):
        opened = visit(html / "index.html", viewport={"width": width, "height": 900})
        player = opened.page.frame_locator("iframe")
        assert_looks(player, LIGHT.page)
        opened.page.evaluate("document.body.dataset.theme = 'dark'")
        assert_looks(player, DARK.page)
        opened.page.evaluate("document.body.dataset.theme = 'light'")
        assert_looks(player, LIGHT.page)
        assert_fits(opened.page)
        assert opened.complaints == []
    assert "tconv-around" not in (html / "other.html").read_text("utf-8")


def test_a_fence_gives_players_the_theme_of_the_page_and_room(visit: Callable[..., Visit]) -> None:
    from tconv_anim.embed.fence import tconv

    block = tconv("k: 3\ns: 2", "tconv", "tconv", {}, None)
    style = "<style>[data-mode=night] { background: #111 }</style>"
    opened = visit(
        f"<!doctype html>{style}<body style='margin:0'>{block}{block}", viewport={"width": 500, "height": 900}
    )
    player = opened.page.frame_locator("iframe >> nth=0")
    assert_looks(player, LIGHT.page)
    opened.page.evaluate("document.documentElement.dataset.mode = 'night'")
    assert_looks(player, DARK.page)
    assert_fits(opened.page)
    dark = visit(f"<!doctype html><html data-mode=night>{style}<body>{block}").page
    assert_looks(dark.frame_locator("iframe"), DARK.page)
    assert opened.complaints == []
