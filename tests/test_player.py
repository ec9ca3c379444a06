"""The player in a real browser: it shows the storyboard, whatever is pressed."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import tconv_anim
from tconv_anim.animation import Animation
from tconv_anim.views import ISOMETRIC, VIEWS
from tests import players
from tests.browser import Visit, until
from tests.layers import for_view

Open = Callable[..., Visit]

SMALL: dict[str, Any] = {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 2}

LAYERS: dict[str, dict[str, Any]] = {
    "small": SMALL | {"bias": [3]},
    "one by one": {"kernel_size": 1, "input_size": 1, "input": [[-2]], "weight": [[3]]},
    "not square": {"kernel_size": (2, 3), "stride": (1, 2), "input_size": (2, 1), "padding": (1, 0)},
    "floats": {"input": [[0.5, -1.25]], "weight": [[[[0.1, -2], [1e-7, 3]]]], "stride": 2},
    "channels": {
        "kernel_size": 2,
        "groups": 2,
        "in_channels": 2,
        "out_channels": 4,
        "input_size": (1, 2),
        "bias": [1, -2, 3, 0],
    },
    "one row": {
        "kernel_size": (1, 3),
        "stride": (1, 3),
        "dilation": (1, 2),
        "output_padding": (0, 1),
        "input_size": (1, 5),
    },
}

LOOKS = [(view, "flat") for view in VIEWS] + [(view, "isometric") for view in sorted(ISOMETRIC)]


def saved(folder: Path, **options: Any) -> tuple[Animation, Path]:
    how = {name: options.pop(name) for name in ("step", "autoplay") if name in options}
    animation = tconv_anim.animate(**(SMALL | options))
    return animation, animation.save(folder / "fig.html", **how).path


def at_our_own_pace(page: Page) -> Page:
    """The page anew, where no time passes but what the test lets pass."""
    page.clock.install()
    page.clock.pause_at("2100-01-01")
    page.reload()
    return page


@pytest.mark.parametrize(("view", "look"), LOOKS)
def test_the_final_output_cells_are_the_trace(view: str, look: str, visit: Open, tmp_path: Path) -> None:
    for options in [*LAYERS.values()][:: 1 if look == "flat" else 2]:
        # A dilated kernel needs room.
        whole = dict.fromkeys(("input", "weight")) | {"input_size": 5} if VIEWS[view].direct else {}
        animation = tconv_anim.animate(**for_view(view, options) | whole, look=look, cell=44)
        path = animation.save(tmp_path / "fig.html").path
        opened = visit(path)
        opened.page.keyboard.press("End")
        wanted = players.outputs(animation.trace)
        assert players.last_texts(players.seen(opened.page), wanted) == wanted
        opened.assert_alone(path)


@pytest.mark.parametrize(("view", "look"), [("scatter", "flat"), ("gather", "isometric"), ("matrix", "flat")])
def test_every_keyframe_is_the_storyboards_from_wherever_one_comes(
    view: str, look: str, visit: Open, tmp_path: Path
) -> None:
    animation, path = saved(tmp_path, view=view, look=look)
    page = visit(path).page
    wanted = list(players.states(animation.storyboard))
    captions = [keyframe.caption for keyframe in animation.storyboard.keyframes]
    # Forward with all its motion, one press after the other, then anywhere.
    page.click("#first")
    order = list(range(len(wanted)))
    for keyframe in order:
        assert players.position(page) == keyframe
        assert players.seen(page) == wanted[keyframe]
        assert players.caption(page) == captions[keyframe]
        page.keyboard.press("ArrowRight")
    random.Random(0).shuffle(order)
    for keyframe in order:
        page.fill("#scrubber", str(keyframe))
        assert players.seen(page) == wanted[keyframe]


def test_it_starts_paused_where_most_is_going_on(visit: Open, tmp_path: Path) -> None:
    _, path = saved(tmp_path)
    page = visit(path).page
    products = [name for name in players.seen(page) if name.startswith("product/")]
    assert len(products) == 9
    assert page.get_attribute("#play", "aria-label") == "Play"


def test_it_starts_on_the_step_that_was_asked_for(visit: Open, tmp_path: Path) -> None:
    _, path = saved(tmp_path, step=2)
    assert players.caption(visit(path).page).startswith("step 2 of 4")


@pytest.mark.parametrize("step", [None, 0, 2, 5])
def test_it_plays_from_the_step_that_was_asked_for(step: int | None, visit: Open, tmp_path: Path) -> None:
    animation, path = saved(tmp_path, step=step)
    steps = [keyframe.step for keyframe in animation.storyboard.keyframes]
    first = steps.index(step or 0)  # from the start where the program chose what is seen first
    page = at_our_own_pace(visit(path).page)
    page.click("#play")
    assert players.position(page) == first
    page.clock.run_for(1000 * 60 * 60)
    expect(page.locator("#play")).to_have_attribute("aria-label", "Play")
    assert players.position(page) == len(steps) - 1
    page.click("#play")
    assert players.position(page) == 0
    _, path = saved(tmp_path, step=step, autoplay=True)
    page = at_our_own_pace(visit(path).page)
    assert page.get_attribute("#play", "aria-label") == "Pause"
    assert players.position(page) == first


def test_every_button_does_what_it_says(visit: Open, tmp_path: Path) -> None:
    animation, path = saved(tmp_path)
    page = visit(path).page
    end = sum(1 for _ in animation.storyboard.keyframes) - 1
    for button, place in (("first", 0), ("forward", 1), ("forward", 2), ("back", 1), ("last", end)):
        page.click(f"#{button}")
        assert players.position(page) == place
    assert page.is_disabled("#forward")
    assert page.is_disabled("#last")
    page.click("#first")
    assert page.is_disabled("#back")
    assert page.is_disabled("#first")
    page.click("#play")
    assert page.get_attribute("#play", "aria-label") == "Pause"
    page.click("#play")
    assert page.get_attribute("#play", "aria-label") == "Play"


def test_every_key_does_what_it_says(visit: Open, tmp_path: Path) -> None:
    animation, path = saved(tmp_path)
    page = visit(path).page
    steps = [keyframe.step for keyframe in animation.storyboard.keyframes]
    end = len(steps) - 1
    for key, place in (
        ("End", end),
        ("Home", 0),
        ("ArrowRight", 1),
        (".", steps.index(2)),
        (".", steps.index(3)),
        ("ArrowRight", steps.index(3) + 1),
        (",", steps.index(3)),
        (",", steps.index(2)),
        ("ArrowLeft", steps.index(2) - 1),
    ):
        page.keyboard.press(key)
        assert players.position(page) == place, key
    page.keyboard.press("Space")
    assert page.get_attribute("#play", "aria-label") == "Pause"
    page.keyboard.press("Space")
    assert page.get_attribute("#play", "aria-label") == "Play"


def test_every_control_is_reached_and_pressed_by_keyboard(visit: Open, tmp_path: Path) -> None:
    _, path = saved(tmp_path)
    page = visit(path).page
    reached = []
    for _ in range(15):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring == "solid", reached
    assert reached == [
        *("quiz-me", "random", "ones", "reset"),
        *("scrubber", "first", "back", "play", "forward", "last"),
        *("each", "speed", "asked", "full", "SUMMARY"),
    ]
    page.focus("#forward")
    before = players.position(page)
    page.keyboard.press("Enter")
    assert players.position(page) == before + 1
    page.keyboard.press("Space")
    assert players.position(page) == before + 2
    page.focus("#speed")
    page.keyboard.press("ArrowDown")
    assert page.input_value("#speed") == "2"
    assert players.position(page) == before + 2


def test_it_plays_as_long_as_it_is_told_to(visit: Open, tmp_path: Path) -> None:
    _, path = saved(tmp_path, input_size=8, duration=20, input=None)
    page = at_our_own_pace(visit(path).page)
    page.keyboard.press("Home")
    page.click("#play")
    page.clock.run_for(19_800)
    assert page.get_attribute("#play", "aria-label") == "Pause"
    page.clock.run_for(400)
    assert page.get_attribute("#play", "aria-label") == "Play"


@pytest.mark.parametrize("size", [(1600, 1000), (1280, 720), (800, 500), (360, 740)])
def test_the_picture_takes_what_the_controls_leave_of_the_window(
    visit: Open, tmp_path: Path, size: tuple[int, int]
) -> None:
    _, path = saved(tmp_path)
    page = visit(path).page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    stage, dock = (page.locator(name).bounding_box() for name in ("#stage", ".dock"))
    assert stage
    assert dock
    assert stage["y"] + stage["height"] <= dock["y"]
    assert dock["y"] + dock["height"] <= size[1]
    assert stage["width"] >= size[0] - 44
    drawn = page.evaluate(
        "(() => { const b = document.querySelector('.stage > svg').getBBox(), m = "
        "document.querySelector('.stage > svg').getScreenCTM(); return [b.width * m.a, b.height * m.d] })()"
    )
    # It fills the stage one way or the other.
    assert max(drawn[0] / stage["width"], drawn[1] / stage["height"]) > 0.7


def test_a_button_and_a_key_fill_the_screen(visit: Open, tmp_path: Path) -> None:
    _, path = saved(tmp_path)
    page = visit(path).page
    for way in ("button", "key"):
        page.click("#full") if way == "button" else page.keyboard.press("f")
        until(page, "document.fullscreenElement && document.fullscreenElement.id === 'player'")
        page.keyboard.press("f")
        until(page, "!document.fullscreenElement")


def test_the_scrubber_has_a_mark_for_every_input_element_and_follows_the_mouse(
    visit: Open, tmp_path: Path
) -> None:
    animation, path = saved(tmp_path)
    page = visit(path).page
    marks = page.locator("#marks i")
    steps = [keyframe.step for keyframe in animation.storyboard.keyframes]
    assert marks.count() == animation.storyboard.steps + 1 == animation.trace.input.size + 1
    scrubber = page.locator("#scrubber").bounding_box()
    assert scrubber
    y = scrubber["y"] + scrubber["height"] / 2
    for number in (0, 2):
        mark = marks.nth(number).bounding_box()
        assert mark
        page.mouse.click(mark["x"] + mark["width"] / 2, y)
        assert players.position(page) == steps.index(number + 1)
    page.mouse.move(scrubber["x"] + 9, y)
    page.mouse.down()
    page.mouse.move(scrubber["x"] + scrubber["width"] - 2, y, steps=5)
    page.mouse.up()
    assert players.position(page) == len(steps) - 1
    assert page.get_attribute("#scrubber", "aria-valuetext") == players.caption(page)


def test_playing_ends_at_the_end_and_starts_over(visit: Open, tmp_path: Path) -> None:
    animation, path = saved(tmp_path, speed=25)
    page = visit(path).page
    end = str(sum(1 for _ in animation.storyboard.keyframes) - 1)
    for _ in range(2):
        page.click("#play")
        assert players.position(page) < int(end)
        expect(page.locator("#scrubber")).to_have_value(end)
        expect(page.locator("#play")).to_have_attribute("aria-label", "Play")
    assert players.last_texts(players.seen(page), players.outputs(animation.trace)) == players.outputs(
        animation.trace
    )


def test_speed_is_that_of_the_choice(visit: Open, tmp_path: Path) -> None:
    animation, path = saved(tmp_path)
    page = at_our_own_pace(visit(path).page)
    hold = next(iter(animation.storyboard.keyframes)).duration_ms
    for choice, ms in (("1", hold), ("4", hold // 4), ("0.5", 2 * hold)):
        page.select_option("#speed", choice)
        page.keyboard.press("End")
        page.click("#play")
        assert players.position(page) == 0
        page.clock.run_for(ms - 20)
        assert players.position(page) == 0
        page.clock.run_for(40)
        assert players.position(page) == 1
        page.click("#play")


@pytest.mark.parametrize(("choice", "times"), [("0.25", 4), ("1", 1), ("4", 0.25)])
def test_another_speed_while_playing_is_that_of_the_rest(
    choice: str, times: float, visit: Open, tmp_path: Path
) -> None:
    animation, path = saved(tmp_path)
    hold = next(iter(animation.storyboard.keyframes)).duration_ms
    page = at_our_own_pace(visit(path).page)
    page.select_option("#speed", "0.25")
    page.keyboard.press("Home")
    page.click("#play")
    page.clock.run_for(hold)  # a quarter of what the first keyframe takes at this speed
    page.select_option("#speed", "4")
    page.clock.run_for(hold // 16)  # another quarter
    page.select_option("#speed", choice)
    page.clock.run_for(round(hold / 2 * times) - 20)
    assert players.position(page) == 0
    page.clock.run_for(40)
    assert players.position(page) == 1
    assert page.get_attribute("#play", "aria-label") == "Pause"


def test_another_speed_while_paused_plays_nothing(visit: Open, tmp_path: Path) -> None:
    _, path = saved(tmp_path)
    page = at_our_own_pace(visit(path).page)
    page.click("#play")
    page.click("#play")
    page.select_option("#speed", "4")
    page.clock.run_for(60_000)
    assert players.position(page) == 0
    assert page.get_attribute("#play", "aria-label") == "Play"


def test_it_plays_by_itself_if_asked_and_not_for_readers_who_want_less_motion(
    visit: Open, tmp_path: Path
) -> None:
    _, path = saved(tmp_path, autoplay=True)
    playing = visit(path).page
    assert playing.get_attribute("#play", "aria-label") == "Pause"
    calm = visit(path, reduced_motion="reduce").page
    assert calm.get_attribute("#play", "aria-label") == "Play"
    assert players.position(calm) > 0
    calm.click("#first")
    calm.click("#forward")
    assert calm.evaluate("document.getAnimations().length") == 0


def test_products_fly_to_their_window_and_leave_nothing_behind(visit: Open, tmp_path: Path) -> None:
    _, path = saved(tmp_path)
    page = visit(path).page
    page.click("#first")
    page.click("#forward")
    flying = page.evaluate("document.getAnimations().map((a) => a.effect.target.dataset.id).filter(Boolean)")
    assert {f"product/0/{y}/{x}" for y in range(3) for x in range(3)} <= set(flying)
    page.click("#forward")
    assert page.evaluate("document.querySelectorAll('.effects > *').length") >= 9
    page.evaluate("Promise.all(document.getAnimations().map((a) => a.finished))")
    assert page.evaluate("document.querySelectorAll('.effects > *').length") == 0


def test_a_click_on_an_output_cell_tells_its_products(visit: Open, tmp_path: Path) -> None:
    # The worked example: the 14 is 4·3 + 2·1 = 12 + 2.
    _, path = saved(
        tmp_path, **{**dict.fromkeys(SMALL), "input": [[2, 4], [0, 1]], "weight": [[3, 1], [1, 5]]}
    )
    page = visit(path).page
    page.keyboard.press("End")
    page.click('[data-id="output/0/0/1"]')
    assert page.inner_text("#sum") == "output[0, 1] = 2·1 + 4·3 = 14"
    assert page.locator(".mark.input").count() == 2
    assert page.locator(".mark.weight").count() == 2
    page.click('[data-id="output/0/0/1"]')
    assert page.is_hidden("#sum")
    assert page.locator(".mark").count() == 0


def test_a_click_on_an_input_cell_tells_where_it_goes(visit: Open, tmp_path: Path) -> None:
    _, path = saved(
        tmp_path, **{**dict.fromkeys(SMALL), "input": [[2, 4], [0, 1]], "weight": [[3, 1], [1, 5]]}
    )
    page = visit(path).page
    page.click('[data-id="input/0/0/1"]')
    assert page.inner_text("#sum") == (
        "goes into 4 products: 4·3 = 12 → output[0, 1], 4·1 = 4 → output[0, 2], "
        "4·1 = 4 → output[1, 1], 4·5 = 20 → output[1, 2]"
    )
    page.keyboard.press("Escape")
    assert page.is_hidden("#sum")


def test_the_tables_hold_the_numbers_and_answer_to_the_keyboard(visit: Open, tmp_path: Path) -> None:
    animation, path = saved(tmp_path, bias=[3])
    page = visit(path).page
    page.focus("#tables summary")
    page.keyboard.press("Enter")
    read = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("table")].map((table) => [
        table.caption.textContent, [...table.tBodies[0].rows].map((row) =>
            [...row.querySelectorAll("button")].map((b) => b.textContent.replace("−", "-")))]))"""
    )
    trace = animation.trace
    as_text = {
        name: [[str(value) for value in row] for row in array.tolist()]
        for name, array in (
            ("input", trace.input[0]),
            ("kernel", trace.weight[0, 0]),
            ("output", trace.output[0]),
            ("bias", np.array([[3]])),
        )
    }
    assert read == as_text
    page.focus('table:has(caption:text-is("output")) button >> nth=-1')
    page.keyboard.press("Enter")
    told = page.inner_text("#sum")
    assert told.startswith("output[3, 3] = ")
    assert told.endswith(f" + 3 = {trace.output[0, 3, 3]}")


def test_a_picture_of_cells_without_numbers_is_a_player_too(visit: Open, tmp_path: Path) -> None:
    animation, path = saved(tmp_path, values=False)
    page = visit(path).page
    page.keyboard.press("End")
    assert players.seen(page) == list(players.states(animation.storyboard))[-1]


def test_pointing_at_a_cell_tells_its_number_where_none_has_room(
    tmp_path: Path, visit: Callable[..., Visit]
) -> None:
    animation = tconv_anim.animate(kernel_size=3, stride=2, input_size=2, cell=8)
    animation.save(tmp_path / "small.html")
    page = visit(tmp_path / "small.html").page
    page.click("#last")
    assert not page.locator("[data-id='output/0/2/2'] text").count()
    for (y, x), value in ((place, animation.trace.output[0][place].item()) for place in ((2, 2), (0, 0))):
        page.hover(f"[data-id='output/0/{y}/{x}']")
        told = page.inner_text("#sum")
        assert told.startswith(f"output[{y}, {x}] = ")
        assert told.endswith(str(value))
    page.hover("#caption")
    assert page.is_visible("#hint")
    page.hover("[data-id='input/0/1/1']")
    assert "goes into 9 products" in page.inner_text("#sum")
