"""The player and the page that holds it: messages, heights, keys and colours."""

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame, Page

import tconv_anim
from tconv_anim.storyboard.theme import THEMES
from tests import players
from tests.browser import Visit, until

pytestmark = pytest.mark.pages

Open = Callable[..., Visit]

DOCS = Path(__file__).parent.parent / "docs" / "on-a-page.md"

LAYER: dict[str, Any] = {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 2}

HOST = """<!DOCTYPE html><html{about}><meta charset="utf-8"><title>host</title><body>
<script>window.got = []; addEventListener("message", ({{ data }}) => got.push(data));
window.say = (said) => document.querySelector("iframe").contentWindow.postMessage(said, "*");</script>
{frame}</body></html>"""


@pytest.fixture(scope="module")
def figure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tconv_anim.animate(**LAYER).save(tmp_path_factory.mktemp("messages") / "fig.html").path


def held(figure: Path, folder: Path, sandbox: bool = True, about: str = "") -> Path:
    """A page that holds the player as our snippets do, or without a sandbox, so that it can look out."""
    allowed = ' sandbox="allow-scripts"' if sandbox else ""
    source = escape(figure.read_text("utf-8"))
    path = folder / "host.html"
    frame = f'<iframe srcdoc="{source}" width="700" height="600"{allowed}></iframe>'
    path.write_text(HOST.format(about=about, frame=frame), "utf-8")
    return path


def inside(page: Page) -> Frame:
    until(page, "got.some((said) => said.type === 'ready')")
    return page.frames[1]


def background(frame: Frame) -> str:
    colour: str = frame.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return colour


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


def test_a_page_plays_pauses_and_steps_it_and_hears_where_it_is(
    visit: Open, figure: Path, tmp_path: Path
) -> None:
    opened = visit(held(figure, tmp_path))
    page = opened.page
    frame = inside(page)
    page.evaluate("say({ tconv: 1, type: 'step', step: 3 })")
    until(page, "got.some((said) => said.type === 'step' && said.step === 3 && !said.playing)")
    assert players.caption(frame).startswith("step 3 of 4")
    page.evaluate("say({ tconv: 1, type: 'play' })")
    until(page, "got.at(-1).playing === true")
    page.evaluate("say({ tconv: 1, type: 'pause' })")
    until(page, "got.findLast((said) => said.type === 'step').playing === false")
    assert frame.get_attribute("#play", "aria-label") == "Play"
    assert page.evaluate("got.every((said) => said.tconv === 1)")
    assert opened.complaints == []


def test_what_is_not_from_the_page_around_it_or_no_message_of_ours_is_left_alone(
    visit: Open, figure: Path, tmp_path: Path
) -> None:
    opened = visit(held(figure, tmp_path))
    page = opened.page
    frame = inside(page)
    frame.evaluate("document.querySelector('#first').click()")
    # From the frame itself; of no type, of one that objects have anyway, and of no step.
    frame.evaluate("postMessage({ tconv: 1, type: 'step', step: 4 }, '*')")
    for said in (
        "null",
        "'step'",
        "{ type: 'step', step: 4 }",
        "{ tconv: 1, type: 'constructor' }",
        "{ tconv: 1, type: 'step', step: '4' }",
        "{ tconv: 1, type: 'step', step: NaN }",
        "{ tconv: 1, type: 'theme', theme: 'constructor' }",
    ):
        page.evaluate(f"say({said})")
    page.evaluate("say({ tconv: 1, type: 'theme', theme: 'auto' })")
    frame.evaluate("new Promise((done) => setTimeout(done, 200))")
    assert players.position(frame) == 0
    assert background(frame) == rgb(THEMES["light"].page)
    assert opened.complaints == []


def test_its_height_is_told_so_that_a_frame_can_be_as_high(visit: Open, figure: Path, tmp_path: Path) -> None:
    page = visit(held(figure, tmp_path)).page
    frame = inside(page)
    for width in (700, 330):
        if width < 700:
            page.evaluate(f"got.length = 0; document.querySelector('iframe').width = {width}")
        height = until(page, "got.findLast((said) => said.type === 'height')?.height")
        page.evaluate(f"document.querySelector('iframe').height = {height}")
        page.wait_for_timeout(200)
        # All of it is there, with nothing to scroll and no blank below; and it stays so.
        assert frame.evaluate("document.documentElement.scrollHeight") == height
        assert page.evaluate("got.findLast((said) => said.type === 'height').height") == height
        box = frame.evaluate(
            "['#stage > svg', '#stage'].map((q) => document.querySelector(q).getBoundingClientRect().height)"
        )
        assert box[0] == pytest.approx(box[1], abs=2)
    page.evaluate("got.length = 0")
    frame.click("#tables summary")
    assert until(page, "got.findLast((said) => said.type === 'height')?.height") > height


def test_a_page_chooses_light_or_dark_and_a_named_theme_is_kept(
    visit: Open, figure: Path, tmp_path: Path
) -> None:
    page = visit(held(figure, tmp_path), color_scheme="light").page
    frame = inside(page)
    for theme in ("dark", "light", "dark", "auto"):
        page.evaluate(f"say({{ tconv: 1, type: 'theme', theme: '{theme}' }})")
        wanted = rgb(THEMES["light" if theme == "auto" else theme].page)
        for _ in range(100):
            if background(frame) == wanted:
                break
            page.wait_for_timeout(20)
        assert background(frame) == wanted
        fill = frame.evaluate("getComputedStyle(document.querySelector('.cell-input path')).fill")
        assert fill == rgb(THEMES["light" if theme == "auto" else theme].cells["input"].fill)
    own = tconv_anim.animate(**LAYER, theme="solarized").save(tmp_path / "own.html").path
    page = visit(held(own, tmp_path)).page
    frame = inside(page)
    page.evaluate("say({ tconv: 1, type: 'theme', theme: 'dark' })")
    frame.evaluate("new Promise((done) => setTimeout(done, 150))")
    assert background(frame) == rgb(THEMES["solarized"].page)


@pytest.mark.parametrize(
    ("name", "light", "dark"),
    [
        ("data-md-color-scheme", "default", "slate"),
        ("data-theme", "light", "dark"),
        ("data-jp-theme-light", "true", "false"),
    ],
)
def test_it_follows_the_toggle_of_a_page_that_lets_itself_be_read(
    name: str, light: str, dark: str, visit: Open, figure: Path, tmp_path: Path
) -> None:
    page = visit(held(figure, tmp_path, sandbox=False, about=f' {name}="{dark}"')).page
    frame = inside(page)
    assert background(frame) == rgb(THEMES["dark"].page)
    page.evaluate(f"document.documentElement.setAttribute('{name}', '{light}')")
    for _ in range(100):
        if background(frame) == rgb(THEMES["light"].page):
            break
        page.wait_for_timeout(20)
    assert background(frame) == rgb(THEMES["light"].page)


def test_a_number_is_written_in_a_sandbox_too(visit: Open, figure: Path, tmp_path: Path) -> None:
    opened = visit(held(figure, tmp_path))
    frame = inside(opened.page)
    frame.click("#last")
    frame.click('#stage [data-id="input/0/0/0"]')
    frame.fill("#value", "70")
    opened.page.keyboard.press("Enter")
    assert frame.evaluate("document.activeElement.id") != "value"
    assert frame.text_content('#stage [data-id="input/0/0/0"] text') == "70"
    assert opened.complaints == []


def test_keys_that_it_has_no_use_for_are_handed_on(visit: Open, figure: Path, tmp_path: Path) -> None:
    page = visit(held(figure, tmp_path)).page
    frame = inside(page)
    frame.focus("#scrubber")
    for key in ("Home", "ArrowRight", "n", "Escape", "Control+b", "End", "ArrowRight", "Tab", "Enter"):
        page.keyboard.press(key)
    until(page, "got.filter((said) => said.type === 'key').length >= 3")
    keys = page.evaluate("got.filter((said) => said.type === 'key').map((said) => said.key)")
    assert keys == ["n", "Escape", "ArrowRight"]


def test_the_lines_in_the_docs_make_a_frame_as_high_as_it_must_be_and_hand_keys_on(
    visit: Open, figure: Path, tmp_path: Path
) -> None:
    [script] = re.findall(r"<script>\n(.*?)</script>", DOCS.read_text("utf-8"), re.DOTALL)
    path = held(figure, tmp_path)
    path.write_text(path.read_text("utf-8").replace("</body>", f"<script>{script}</script></body>"), "utf-8")
    page = visit(path).page
    frame = inside(page)
    told = until(page, "got.findLast((said) => said.type === 'height')?.height")
    for _ in range(100):
        if page.evaluate("document.querySelector('iframe').clientHeight") == told:
            break
        page.wait_for_timeout(20)
    assert page.evaluate("document.querySelector('iframe').clientHeight") == told
    page.evaluate("window.keys = []; addEventListener('keydown', ({ key }) => keys.push(key))")
    frame.focus("#scrubber")
    for key in ("End", "ArrowRight"):
        page.keyboard.press(key)
    until(page, "keys.includes('ArrowRight')")
