"""The player in Firefox and WebKit, too: it shows the storyboard, takes keys, and axe finds nothing."""

import json
import time
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest

import tconv_anim
from tconv_anim.chosen import chosen
from tconv_anim.explore import explore, terms_of
from tconv_anim.recipe.exploration import offered
from tconv_anim.storyboard.theme import THEMES
from tconv_anim.views import SINGLE, VIEWS
from tests import players
from tests.drivers import Driver, firefox, go, press, run, webkit

pytestmark = pytest.mark.pages

LAYER: dict[str, Any] = {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 3}

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"

HOME, END, LEFT, RIGHT = "\ue011", "\ue010", "\ue012", "\ue014"

SEEN = players.SEEN.removeprefix("() => ")


@pytest.fixture(scope="module", params=[firefox, webkit], ids=["firefox", "webkit"])
def driver(request: pytest.FixtureRequest) -> Iterator[Driver]:
    with request.param() as driver:
        yield driver


@pytest.fixture(scope="module")
def figure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tconv_anim.animate(**LAYER).save(tmp_path_factory.mktemp("elsewhere") / "fig.html").path


def test_every_keyframe_is_the_storyboards_by_keys_and_by_the_scrubber(driver: Driver, figure: Path) -> None:
    go(driver, figure)
    animation = tconv_anim.animate(**LAYER)
    captions = [keyframe.caption for keyframe in animation.storyboard.keyframes]
    press(driver, HOME)
    for number, state in enumerate(players.states(animation.storyboard)):
        assert run(driver, f"return {SEEN}") == state
        assert run(driver, "return document.querySelector('#caption').textContent") == captions[number]
        press(driver, RIGHT)
    set_to = "const s = document.querySelector('#scrubber'); s.value = 3; s.dispatchEvent(new Event('input'))"
    run(driver, set_to)
    press(driver, LEFT)
    assert run(driver, "return document.querySelector('#scrubber').value") == "2"
    press(driver, END)
    assert run(driver, "return document.querySelector('#forward').ariaDisabled") == "true"


def test_axe_finds_nothing_there(driver: Driver, figure: Path) -> None:
    go(driver, figure)
    run(
        driver,
        "document.querySelector('#tables summary').click(); document.querySelector('td button').click()",
    )
    found = run(driver, f"{AXE.read_text('utf-8')}; return axe.run().then((found) => found.violations)")
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def test_a_narrow_frame_has_all_of_it_light_or_dark(driver: Driver, figure: Path, tmp_path: Path) -> None:
    host = tmp_path / "host.html"
    source = escape(figure.read_text("utf-8"))
    host.write_text(
        f'<!DOCTYPE html><title>h</title><iframe srcdoc="{source}" width="320" height="640"></iframe>',
        "utf-8",
    )
    go(driver, host)
    look = """const page = document.querySelector("iframe").contentDocument;
    const place = (query) => page.querySelector(query).getBoundingClientRect();
    return [page.documentElement.scrollWidth, place("#stage > svg").right <= place("#stage").right + 1,
      place('[data-id="input/0/1/1"]').bottom < place('[data-id="output/0/0/0"]').top,
      getComputedStyle(page.documentElement).backgroundColor]"""
    for theme in ("dark", "light"):
        run(
            driver,
            "document.querySelector('iframe').contentWindow.postMessage("
            "{ tconv: 1, type: 'theme', theme: arguments[0] }, '*');"
            "return new Promise((done) => setTimeout(done, 100))",
            theme,
        )
        width, within, above, background = run(driver, look)
        assert (width, within, above) == (320, True, True)
        colour = THEMES[theme].page
        assert background == "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


CHOSEN = """const { explorer: { python } } = document.getElementById("player");
return JSON.stringify(python.chosen(arguments[0], python.terms));"""


def test_an_explorer_makes_there_what_python_makes(driver: Driver, tmp_path: Path) -> None:
    go(driver, explore(tmp_path / "explore.html").path)
    ready = "return !document.querySelector('#settings > fieldset').disabled"
    deadline = time.monotonic() + 60
    while not run(driver, ready):
        assert time.monotonic() < deadline, "its code doesn't come"
        time.sleep(0.1)
    layer: dict[str, Any] = {
        "kernel_size": [3, 2],
        "stride": [2, 1],
        "padding": [1, 0],
        "output_padding": [1, 0],
    }
    layer |= {"dilation": [1, 2], "input_size": [2, 3], "in_channels": 2, "out_channels": 1}
    for view in SINGLE:
        choice = layer | {"view": view} | ({"output_padding": [0, 0]} if VIEWS[view].direct else {})
        wanted = json.loads(json.dumps(chosen(choice, terms_of(offered({})))))
        assert "board" in wanted
        assert json.loads(run(driver, CHOSEN, choice)) == wanted, view
