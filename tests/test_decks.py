"""Slides: what docs/on-slides.md tells people to write for reveal.js and manim-slides, stepped through.

``make test-decks`` installs both.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

import tconv_anim
from tests.browser import until
from tests.command import ENVIRONMENT
from tests.pagemakers import blocks

pytestmark = pytest.mark.decks

REVEAL = Path(sys.prefix) / "node_modules" / "reveal.js"


def opened(browser: Browser, path: Path) -> Page:
    """A page whose scripts from the network are those that npm installed."""

    def installed(route: Route) -> None:
        found = re.fullmatch(r"https://cdn\.jsdelivr\.net/npm/reveal\.js@[\d.]+/(.*)", route.request.url)
        assert found, route.request.url
        route.fulfill(path=REVEAL / found[1])

    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.route(re.compile("https://.*"), installed)
    page.goto(path.as_uri())
    until(page, "window.Reveal?.isReady()")
    return page


def made(folder: Path, lines: str) -> None:
    """Run lines of sh, which take a while: they make films."""
    done = subprocess.run(
        ["sh", "-ec", lines], cwd=folder, env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_reveal_steps_through_the_player_and_plays_the_film(browser: Browser, tmp_path: Path) -> None:
    made(tmp_path, blocks("on-slides.md", "sh")[0])
    (deck,) = blocks("on-slides.md", "html")
    (tmp_path / "deck.html").write_text(deck, "utf-8")
    board = tconv_anim.animate(kernel_size=3, stride=2, input_size=2).storyboard
    told = {keyframe.step: keyframe.caption for keyframe in reversed([*board.keyframes])}
    captions = [*(told[step] for step in range(board.steps + 2)), [*board.keyframes][-1].caption]
    page = opened(browser, tmp_path / "deck.html")
    player = page.frames[1]
    for n, caption in enumerate(captions):
        until(player, f"document.querySelector('#caption').textContent === {json.dumps(caption)}")
        assert page.evaluate("Reveal.getIndices().f") == n - 1
        page.keyboard.press("ArrowRight")
    until(page, "Reveal.getIndices().h === 1")
    until(
        page, "!document.querySelector('video').paused && document.querySelector('video').videoWidth === 1280"
    )
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    until(player, f"document.querySelector('#caption').textContent === {json.dumps(captions[-2])}")
    # In the player, and from its end on in the slides again.
    player.locator("#last").click()
    page.keyboard.press("ArrowRight")
    until(page, "Reveal.getIndices().f === 5")
    page.close()


def test_manim_slides_has_a_slide_for_each_step(browser: Browser, tmp_path: Path) -> None:
    scene, script = blocks("on-slides.md", "python")
    (tmp_path / "fig.py").write_text(scene, "utf-8")
    (tmp_path / "slides.py").write_text(script, "utf-8")
    made(tmp_path, blocks("on-slides.md", "sh")[1])
    page = opened(browser, tmp_path / "deck.html")
    steps = tconv_anim.animate(kernel_size=3, stride=2, input_size=2).storyboard.steps
    names = ["opening", *(f"step {n}" for n in range(1, steps + 1)), "end"]
    shown = "[...document.querySelectorAll('.slides section')].map((one) => one.textContent.trim())"
    assert page.evaluate(shown) == names
    for n in range(1, len(names)):
        page.keyboard.press("ArrowRight")
        until(page, f"Reveal.getIndices().h === {n}")
        until(page, "document.querySelector('.slide-background.present video')?.readyState > 1")
    page.close()
