"""Pictures beside each other in the player: their numbers can be changed, and narrow pages stack them."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

import tconv_anim
from tconv_anim.recipe.inspection import read_recipe
from tconv_anim.recipe.recipe import Recipe
from tests import players
from tests.browser import Visit, until
from tests.command import made

pytestmark = pytest.mark.pages

Open = Callable[..., Visit]


@pytest.fixture(scope="module")
def figure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("beside") / "fig.html"
    _page().save(path)
    return path


def _page() -> tconv_anim.Animation:
    return tconv_anim.beside("lecture_sum", "lecture_sum --view gather")


def test_the_page_shows_each_keyframe_as_the_storyboard_has_it(visit: Open, figure: Path) -> None:
    page = visit(figure).page
    for at, state in enumerate(players.states(_page().storyboard)):
        page.fill("#scrubber", str(at))
        assert players.seen(page) == state


def test_captions_have_a_line_for_each_picture(visit: Open, figure: Path) -> None:
    page = visit(figure).page
    page.fill("#scrubber", "4")
    lines = players.caption(page).splitlines()
    assert [line.split(":")[0] for line in lines] == ["Scatter", "Gather"]


def test_a_number_of_one_picture_changes_what_is_made_of_it_there(visit: Open, figure: Path) -> None:
    page = visit(figure).page
    page.fill("#scrubber", page.get_attribute("#scrubber", "max") or "")
    before = players.seen(page)
    page.click('[data-id="b:input/0/0/1"]')
    assert page.inner_text("#value-name") == "Gather: input[0, 1]"
    page.keyboard.type("-7")
    page.keyboard.press("Enter")
    seen = players.seen(page)
    wanted = players.outputs(tconv_anim.animate("lecture_sum", input=[[2, -7], [0, 1]]).trace)
    for name, text in wanted.items():
        assert seen[f"b:{name}"][1] == text
    changed = {name for name in seen if seen[name] != before.get(name)}
    assert {name[:2] for name in changed} == {"b:"}


def test_ones_random_and_reset_change_the_numbers_of_all(visit: Open, figure: Path) -> None:
    page = visit(figure).page
    before = players.seen(page)
    page.click("#ones")
    assert [players.seen(page)[f"{mark}:input/0/0/0"][1] for mark in "ab"] == ["1", "1"]
    page.click("#random")
    page.click("#reset")
    assert players.seen(page) == before


def test_a_link_and_the_command_have_the_numbers_of_each_picture(
    visit: Open, figure: Path, tmp_path: Path
) -> None:
    page = visit(figure).page
    page.click('[data-id="b:input/0/0/1"]')
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"#b%3Ainput=\[\[2,9\],\[0,1\]\]"))
    again = visit(figure).page
    again.goto(page.url)
    again.reload()
    assert players.seen(again)["b:input/0/0/1"][1] == "9"
    page.click("#take summary")
    page.click("#command-line")
    expect(page.locator("#announced")).to_contain_text("tconv-anim")
    _, *words = shlex.split(page.inner_text("#announced").partition(": ")[2])
    made(*words, "-o", "again.html", cwd=tmp_path)
    recipe, _ = Recipe.from_json(read_recipe(tmp_path / "again.html"))
    assert [one.input.tolist() for one in recipe.pictures] == [[[[2, 4], [0, 1]]], [[[2, 9], [0, 1]]]]


def test_tables_are_told_by_their_pictures(visit: Open, figure: Path) -> None:
    page = visit(figure).page
    page.click("#tables summary")
    names = page.locator("#tables caption").all_inner_texts()
    assert names[:4] == ["Scatter: input", "Scatter: kernel", "Scatter: output", "Gather: input"]


def test_a_telephone_has_them_below_each_other(visit: Open, figure: Path) -> None:
    page = visit(figure).page
    page.set_viewport_size({"width": 320, "height": 700})
    until(page, "document.querySelector('#stage svg').viewBox.baseVal.width < 600")
    boxes = [page.locator(f'[data-id="{mark}:heading"]').bounding_box() for mark in "ab"]
    assert boxes[0] and boxes[1] and boxes[1]["y"] > boxes[0]["y"] + 50  # noqa: PT018


def test_messages_speak_of_the_first_picture_and_reach_the_others_by_their_letter(
    visit: Open, figure: Path, tmp_path: Path
) -> None:
    holder = tmp_path / "holder.html"
    holder.write_text(
        "<script>told = []; addEventListener('message', ({ data }) => told.push(data));</script>"
        f'<iframe src="{figure.as_uri()}" width="700" height="600"></iframe>'
    )
    page = visit(holder).page
    until(page, "told.some(({ type }) => type === 'ready')")
    message = {"tconv": 1, "type": "numbers", "input": [[1, 0], [0, 0]], "b:input": [[5, 6], [7, 8]]}
    page.evaluate("(message) => frames[0].postMessage(message, '*')", message)
    until(page, "told.some(({ type }) => type === 'numbers')")
    said = page.evaluate("told.filter(({ type }) => type === 'numbers').at(-1)")
    assert said["output"] == [[3, 1, 0], [1, 5, 0], [0, 0, 0]]
    assert players.seen(page.frames[1])["b:input/0/0/0"][1] == "5"
