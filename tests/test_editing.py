"""Changing numbers by hand, and handing on what is seen."""

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

import tconv_anim

from . import players
from .browser import Visit, until
from .command import made

pytestmark = pytest.mark.pages

Open = Callable[..., Visit]

_LAYER: dict[str, Any] = {
    "kernel_size": 2,
    "stride": 1,
    "input": [[2, 4], [0, 1]],
    "weight": [[3, 1], [1, 5]],
    "bias": [1],
}


@pytest.fixture(scope="module")
def figure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("editing") / "fig.html"
    tconv_anim.animate(**_LAYER).save(path)
    return path


def cell(page: Page, name: str) -> str:
    return players.seen(page)[name][1]


def outputs_of(**changed: Any) -> dict[str, str]:
    return players.outputs(tconv_anim.animate(**{**_LAYER, **changed}).trace)


def ended(page: Page) -> dict[str, str]:
    """The output's numbers in the last keyframe."""
    page.fill("#scrubber", page.get_attribute("#scrubber", "max") or "")
    return {name: texts[1] for name, texts in players.seen(page).items() if name.startswith("output/")}


def test_a_click_and_a_number_change_all_that_is_made_of_it(visit: Open, figure: Path) -> None:
    page = visit(figure).page
    page.click('[data-id="input/0/0/1"]')
    assert page.inner_text("#value-name") == "input[0, 1]"
    page.keyboard.type("-7")
    page.keyboard.press("Enter")
    assert cell(page, "input/0/0/1") == "−7"
    assert ended(page) == outputs_of(input=[[2, -7], [0, 1]])


def test_arrows_go_by_one_escape_takes_back_and_nonsense_changes_nothing(visit: Open, figure: Path) -> None:
    page = visit(figure).page
    page.click('[data-id="kernel/0/0/1/1"]')
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert cell(page, "kernel/0/0/1/1") == "7"
    page.click("#less")
    assert cell(page, "kernel/0/0/1/1") == "6"
    page.fill("#value", "six")
    assert page.get_attribute("#value", "aria-invalid") == "true"
    assert cell(page, "kernel/0/0/1/1") == "6"
    page.focus("#value")
    page.keyboard.press("Escape")
    assert cell(page, "kernel/0/0/1/1") == "5"
    assert page.is_hidden("#edit")


def test_a_bias_and_a_kernel_that_no_cell_shows_are_changed_from_the_tables(
    visit: Open, tmp_path: Path
) -> None:
    tconv_anim.animate(**_LAYER, view="overlap").save(tmp_path / "overlap.html")
    page = visit(tmp_path / "overlap.html").page
    page.click("#tables summary")
    for table, place, given in (("bias", "row 0, column 0", "10"), ("kernel", "row 1, column 1", "2.5")):
        page.click(f'button[aria-label^="{table}, {place}:"]')
        page.keyboard.type(given)
        page.keyboard.press("Enter")
    assert "bias=10" in page.inner_text("[data-id=subtitle]")
    assert ended(page) == outputs_of(bias=[10], weight=[[3, 1], [1, 2.5]])


def test_integers_stay_exact_however_long_they_are(visit: Open, figure: Path) -> None:
    page = visit(figure).page
    page.click('[data-id="input/0/1/1"]')
    page.keyboard.type("123456789012345678901")
    page.keyboard.press("Enter")
    assert ended(page)["output/0/2/2"] == str(5 * 123456789012345678901 + 1)


def test_ones_random_and_reset_change_all_numbers(visit: Open, figure: Path) -> None:
    page = visit(figure).page
    before = ended(page)
    page.click("#ones")
    assert ended(page) == outputs_of(input=[[1, 1], [1, 1]], weight=[[1, 1], [1, 1]], bias=[1])
    page.click("#random")
    assert ended(page) != before
    page.click("#reset")
    assert ended(page) == before


def test_the_animation_goes_on_with_the_new_numbers_from_where_it_is(visit: Open, figure: Path) -> None:
    page = visit(figure).page
    at = players.position(page)
    page.click('[data-id="input/0/0/1"]')
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    assert players.position(page) == at
    page.click("#forward")
    options: dict[str, Any] = {**_LAYER, "input": [[2, 9], [0, 1]]}
    expected = list(players.states(tconv_anim.animate(**options).storyboard))
    assert players.seen(page) == expected[at + 1]


def test_a_link_leads_to_the_same_numbers_and_step(visit: Open, figure: Path) -> None:
    page = visit(figure).page
    page.click("#ones")
    page.keyboard.press(",")
    page.wait_for_url(re.compile(r"kernel=\[\[1,1\],\[1,1\]\].*step=3"))
    again = visit(figure).page
    again.goto(page.url)
    again.reload()
    assert "step 3 of 4" in players.caption(again)
    assert players.seen(again) == players.seen(page)


@pytest.mark.parametrize("hash", ["input=[[1,2]]", "input=x", "input=[[1,2],[3,{}]]", "step=-1&bias=[[]]"])
def test_an_address_that_does_not_fit_changes_nothing(hash: str, visit: Open, figure: Path) -> None:
    opened = visit(figure)
    before = players.seen(opened.page)
    opened.page.evaluate("(hash) => { location.hash = hash; }", hash)
    opened.page.wait_for_timeout(50)
    assert players.seen(opened.page) == before
    assert opened.complaints == []


def test_an_address_is_followed_even_if_the_page_writes_its_own_before_it_is_read(
    visit: Open, figure: Path
) -> None:
    page = visit(figure).page
    page.evaluate("location.hash = 'input=[[7,7],[7,7]]'; history.replaceState(null, '', '#step=1')")
    until(page, "document.querySelector('[data-id=\"input/0/0/0\"]').textContent === '7'")


def test_the_copied_command_makes_what_is_seen(visit: Open, figure: Path, tmp_path: Path) -> None:
    page = visit(figure).page
    page.click('[data-id="input/0/0/0"]')
    page.keyboard.type("-1.5")
    page.keyboard.press("Enter")
    page.click("#take summary")
    page.click("#command-line")
    expect(page.locator("#announced")).to_contain_text("tconv-anim")
    command = page.inner_text("#announced").partition(": ")[2]
    program, *words = shlex.split(command)
    assert program == "tconv-anim"
    made(*words, "-o", "again.html", cwd=tmp_path)
    again = visit(tmp_path / "again.html").page
    assert ended(again) == ended(page)


def test_what_is_seen_is_saved_as_svg_and_png(visit: Open, figure: Path, tmp_path: Path) -> None:
    page = visit(figure).page
    page.click("#ones")
    page.click("#last")
    page.click("#take summary")
    for kind in ("svg", "png"):
        with page.expect_download() as saved:
            page.click(f"#{kind}")
        saved.value.save_as(tmp_path / f"seen.{kind}")
    drawn = ElementTree.fromstring((tmp_path / "seen.svg").read_text("utf-8"))
    texts = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    shown = [text for _, *own in players.seen(page).values() for text in own]
    assert [text for text in shown if text not in texts] == []
    assert page.inner_text("h1") in texts
    with Image.open(tmp_path / "seen.png") as image:
        assert len(image.convert("RGB").getcolors(1 << 24) or ()) > 8
        assert image.width == 2 * round(float(drawn.get("width", "0")))


def test_a_page_around_it_gives_numbers_and_gets_the_output(
    visit: Open, figure: Path, tmp_path: Path
) -> None:
    holder = tmp_path / "holder.html"
    holder.write_text(
        "<script>told = []; addEventListener('message', ({ data }) => told.push(data));</script>"
        f'<iframe src="{figure.as_uri()}" width="700" height="600"></iframe>'
    )
    page = visit(holder).page
    until(page, "told.some(({ type }) => type === 'ready')")
    message = {"tconv": 1, "type": "numbers", "input": [[1, 0], [0, 0]], "bias": [0]}
    page.evaluate("(message) => frames[0].postMessage(message, '*')", message)
    until(page, "told.some(({ type }) => type === 'numbers')")
    said = page.evaluate("told.filter(({ type }) => type === 'numbers').at(-1)")
    assert json.loads(json.dumps(said["output"])) == [[3, 1, 0], [1, 5, 0], [0, 0, 0]]
    assert said["kernel"] == [[3, 1], [1, 5]]
