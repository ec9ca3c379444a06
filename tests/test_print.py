"""On paper all is the still that tells most, or what the reader sees: Chromium's own print, read back."""

import io
import re
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

import tconv_anim
from tconv_anim.animation import Animation
from tconv_anim.explore import explore
from tests import players
from tests.browser import Visit

pytestmark = pytest.mark.pages

Open = Callable[..., Visit]
Pixels = np.ndarray[Any, Any]

SMALL: dict[str, Any] = {"kernel_size": 3, "stride": 2, "input_size": 3}
DOTS = 100
"""Of a printed page, per inch."""


class Word(NamedTuple):
    """A word on a printed page, and its box in points."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def printed(page: Page, path: Path, **options: Any) -> list[Word]:
    """The words on the only sheet that is printed."""
    page.pdf(path=path, **({"format": "A4", "margin": dict.fromkeys(SIDES, "10mm")} | options))
    done = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.count("<page ") == 1
    found = re.findall(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', done.stdout)
    return [Word(float(a), float(b), float(c), float(d), unescape(text)) for a, b, c, d, text in found]


SIDES = ("left", "top", "right", "bottom")


def pixels(path: Path) -> Pixels:
    done = subprocess.run(["pdftoppm", "-r", str(DOTS), path], capture_output=True, check=True)
    return np.asarray(Image.open(io.BytesIO(done.stdout)).convert("RGB")).astype(int)


def text(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


def telling_caption(animation: Animation) -> str:
    steps = {keyframe.step: keyframe.caption for keyframe in reversed(list(animation.storyboard.keyframes))}
    return steps[animation.telling_step]


def test_a_player_that_nobody_touched_prints_what_tells_most_and_another_the_readers_step(
    visit: Open, tmp_path: Path
) -> None:
    animation = tconv_anim.animate(**SMALL)
    page = visit(animation.save(tmp_path / "fig.html").path).page
    caption = players.caption(page)
    assert caption.startswith(f"step {animation.telling_step} of 9")
    words = printed(page, tmp_path / "fig.pdf")
    assert caption in text(words)
    assert text(words).startswith("Transposed convolution k=3, s=2: 3×3 → 7×7")
    assert "Speed" not in text(words)
    page.click("#last")
    assert players.caption(page) in text(printed(page, tmp_path / "fig.pdf"))


@pytest.mark.parametrize("view", ["scatter", "compare", "matrix"])
@pytest.mark.parametrize("sheet", [{}, {"landscape": True}, {"format": "A5"}])
def test_nothing_is_cut_on_paper_and_the_caption_stands_below_the_picture(
    view: str, sheet: dict[str, Any], visit: Open, tmp_path: Path
) -> None:
    path = tconv_anim.animate(**SMALL, view=view).save(tmp_path / "fig.html").path
    page = visit(path, viewport={"width": 1400, "height": 500}).page
    shown = page.eval_on_selector_all("#stage > svg text", "all => all.map(one => one.textContent)")
    words = printed(page, tmp_path / "fig.pdf", **sheet)
    said = text(words)
    caption = players.caption(page).split()
    start = next(i for i in range(len(words)) if [w.text for w in words[i : i + len(caption)]] == caption)
    below, above = words[start : start + len(caption)], words[:start] + words[start + len(caption) :]
    assert all(one in said for one in shown)
    assert max(word.bottom for word in above) <= min(word.top for word in below)
    margin = pixels(tmp_path / "fig.pdf")[:, -int(DOTS * 0.39) :]  # 10 mm are 0.39 inches
    assert (margin == 255).all()


def test_a_moving_svg_prints_the_still_that_tells_most(visit: Open, tmp_path: Path) -> None:
    animation = tconv_anim.animate(**SMALL)
    moving = visit(animation.save(tmp_path / "moving.svg").path).page
    still = visit(animation.save(tmp_path / "still.svg", step=animation.telling_step).path).page
    assert telling_caption(animation) in text(printed(moving, tmp_path / "moving.pdf", format="A3"))
    printed(still, tmp_path / "still.pdf", format="A3")
    assert np.array_equal(pixels(tmp_path / "moving.pdf"), pixels(tmp_path / "still.pdf"))


@pytest.mark.parametrize("format", ["svg", "gif"])
def test_a_picture_that_moves_on_a_page_prints_its_still(format: str, visit: Open, tmp_path: Path) -> None:
    from tconv_anim.embed.fence import tconv

    block = tconv(f"k: 3\ns: 2\nformat: {format}", "tconv", "tconv", {}, None)
    page = visit(f"<!doctype html>{block}").page
    page.evaluate("Promise.all([...document.images].map(one => one.decode()))")
    printed(page, tmp_path / "moves.pdf")
    page.evaluate("document.querySelector('picture img').src = document.querySelector('[hidden]').src")
    page.evaluate("document.querySelector('picture source').remove()")
    page.evaluate("Promise.all([...document.images].map(one => one.decode()))")
    printed(page, tmp_path / "stands.pdf")
    assert np.array_equal(pixels(tmp_path / "moves.pdf"), pixels(tmp_path / "stands.pdf"))


def test_the_explorer_prints_its_layer_and_no_choices(visit: Open, tmp_path: Path) -> None:
    ranges: dict[str, Any] = {
        "kernel_size": [3],
        "stride": [2],
        "padding": [1],
        "dilation": [1],
        "input_size": [3],
    }
    path = explore(tmp_path / "explore.html", **ranges, view=("scatter", "gather")).path
    page = visit(path).page
    page.wait_for_selector("#settings:not([hidden])")
    told = text(printed(page, tmp_path / "explore.pdf"))
    assert told.startswith("Transposed convolution k=3, s=2, p=1: 3×3 → 5×5")
    assert players.caption(page) in told
    assert "ConvTranspose2d(1, 1, kernel_size=3, stride=2, padding=1" in told
    assert not {"gather", "Copy", "Speed"} & set(told.split())


def test_who_reads_in_the_dark_prints_on_white_paper(visit: Open, tmp_path: Path) -> None:
    path = tconv_anim.animate(**SMALL).save(tmp_path / "fig.html").path
    for scheme in ("light", "dark"):
        printed(visit(path, color_scheme=scheme).page, tmp_path / f"{scheme}.pdf")
    assert np.array_equal(pixels(tmp_path / "light.pdf"), pixels(tmp_path / "dark.pdf"))
    named = tconv_anim.animate(**SMALL, theme="dark").save(tmp_path / "named.html").path
    words = printed(visit(named).page, tmp_path / "named.pdf")
    shown, title = pixels(tmp_path / "named.pdf"), words[0]
    assert (shown[-1] == 255).all()
    left, top, right, bottom = (round(side * DOTS / 72) for side in title[:4])
    assert np.ptp(shown[top:bottom, left:right].reshape(-1, 3).sum(axis=1)) > 300
