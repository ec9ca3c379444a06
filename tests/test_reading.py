"""The player for readers: small screens, fingers, keys, and what happens now in sight."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import tconv_anim
from tconv_anim.errors import InputError, PageWarning
from tconv_anim.painters.player.page import MANY_ELEMENTS, MOST_ELEMENTS
from tests import players
from tests.browser import Visit, until

pytestmark = pytest.mark.pages

Open = Callable[..., Visit]

LAYER: dict[str, Any] = {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 3}
VIEWS: dict[str, dict[str, Any]] = {
    "scatter": LAYER,
    "gather": LAYER,
    "compose": LAYER | {"input_size": 2},
    "matrix": LAYER,
    "compare": {"kernel_size": 3, "stride": 2, "input_size": 2},
    "isometric": LAYER | {"look": "isometric"},
    "three channels": {"kernel_size": 3, "stride": 2, "in_channels": 3, "input_size": 8},
}

PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "has_touch": True}


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page of each view."""
    folder = tmp_path_factory.mktemp("reading")
    return {
        name: tconv_anim.animate(**({"view": name} if name in tconv_anim.views.VIEWS else {}) | options)
        .save(folder / f"{name.replace(' ', '-')}.html")
        .path
        for name, options in VIEWS.items()
    }


def boxes(page: Page) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of the stage, and of each part of the page, in pixels."""
    found: list[tuple[float, float, float, float]] = page.evaluate(
        "['#stage', '#told', '#caption', '#controls', 'summary'].map((name) => {"
        "const b = document.querySelector(name).getBoundingClientRect();"
        "return [b.left, b.top, b.right, b.bottom] })"
    )
    return found


SIZES = [(320, 640), (390, 844), (768, 1024), (1440, 900), (1920, 1080)]


@pytest.mark.parametrize("name", VIEWS)
def test_nothing_is_cut_or_covered_or_scrolls_sideways_on_any_screen(
    name: str, visit: Open, figures: dict[str, Path]
) -> None:
    page = visit(figures[name]).page
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        until(page, f"innerWidth === {width}")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate("document.documentElement.scrollHeight") <= height + 1
        stage, *others = boxes(page)
        assert all(left >= 0 and right <= width for left, _, right, _ in (stage, *others))
        edges = [edge for _, top, _, bottom in (stage, *others) for edge in (top, bottom)]
        assert edges == sorted(edges), "one lies on the other"
        drawn = page.evaluate(
            "(() => { const b = document.querySelector('#stage > svg').getBoundingClientRect();"
            "return [b.left, b.right] })()"
        )
        assert drawn[0] >= stage[0] - 1
        assert drawn[1] <= stage[2] + 1


def test_a_large_screen_is_filled(visit: Open, figures: dict[str, Path]) -> None:
    page = visit(figures["scatter"], viewport={"width": 1920, "height": 1080}).page
    stage = boxes(page)[0]
    assert stage[3] - stage[1] > 0.7 * 1080
    drawn = page.locator("#stage > svg").bounding_box()
    assert drawn
    assert max(drawn["width"] / (stage[2] - stage[0]), drawn["height"] / (stage[3] - stage[1])) > 0.99


def test_three_channels_of_8_by_8_fit_one_screen(visit: Open, figures: dict[str, Path]) -> None:
    for size in ((390, 844), (1440, 900)):
        page = visit(figures["three channels"], viewport={"width": size[0], "height": size[1]}).page
        assert page.evaluate("document.querySelector('#stage').style.overflow") == "hidden"


def in_sight(page: Page, name: str) -> bool:
    """Whether all of an element lies within the stage."""
    seen: bool = page.evaluate(
        """(name) => {
      const place = (query) => document.querySelector(query).getBoundingClientRect();
      const b = place(`#stage [data-id="${name}"]`), s = place("#stage");
      return b.top >= s.top - 1 && b.bottom <= s.bottom + 1 && b.left >= s.left - 1 && b.right <= s.right + 1;
    }""",
        name,
    )
    return seen


def test_a_tall_picture_scrolls_to_what_happens_and_says_that_there_is_more(
    visit: Open, figures: dict[str, Path]
) -> None:
    page = visit(figures["gather"], reduced_motion="reduce", **PHONE).page
    size = 6
    for element in (0, size * size - 1):
        page.evaluate("(step) => { location.hash = `#step=${step}` }", element + 1)
        y, x = divmod(element, size)
        expect(page.locator("#caption")).to_contain_text(f"output[{y}, {x}]")
        assert in_sight(page, "window/input/0") or in_sight(page, f"output/0/{y}/{x}")
    for end, side in ((9999, "more-up"), (0, "more-down")):
        page.evaluate("(top) => { document.querySelector('#stage').scrollTop = top }", end)
        until(page, f"document.querySelector('#frame').className === 'frame {side}'")
    page.set_viewport_size({"width": 320, "height": 1400})
    until(page, "document.querySelector('#frame').className === 'frame'")


def test_what_scrolls_scrolls_by_keyboard_and_the_step_stays(visit: Open, figures: dict[str, Path]) -> None:
    page = visit(figures["gather"], reduced_motion="reduce", **PHONE).page
    stage = page.locator("#stage")
    assert stage.get_attribute("tabindex") == "0"
    page.keyboard.press("Home")
    stage.focus()
    before = players.position(page)
    until(page, "document.querySelector('#stage').scrollTop === 0")
    page.keyboard.press("ArrowDown")
    until(page, "document.querySelector('#stage').scrollTop > 0")
    assert players.position(page) == before
    page.keyboard.press("ArrowRight")
    assert players.position(page) == before + 1


def test_a_number_too_small_to_read_is_told_large(visit: Open, tmp_path: Path) -> None:
    animation = tconv_anim.animate(kernel_size=3, stride=2, input_size=9)
    page = visit(animation.save(tmp_path / "fig.html").path, **PHONE).page
    page.click("#last")
    page.tap('[data-id="output/0/4/4"]')
    assert page.inner_text("#large") == str(animation.trace.output[0, 4, 4])
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('#large')).fontSize)") >= 24
    stage, told, *_ = boxes(page)
    assert told[1] >= stage[3]
    page.set_viewport_size({"width": 1600, "height": 1200})
    expect(page.locator("#large")).to_be_hidden()


SWIPE = """([from, to, fingers]) => {
  const stage = document.querySelector("#stage"), y = 200;
  const touch = (x, identifier) => new Touch({ identifier, target: stage, clientX: x, clientY: y });
  const send = (type, x, held) => stage.dispatchEvent(new TouchEvent(type, {
    bubbles: true, changedTouches: [touch(x, 0)],
    touches: Array.from({ length: held }, (_, i) => touch(x, i)) }));
  send("touchstart", from, fingers);
  send("touchend", to, fingers - 1);
}"""


def test_a_swipe_is_a_step_and_two_fingers_are_not(visit: Open, figures: dict[str, Path]) -> None:
    page = visit(figures["scatter"], **PHONE).page
    page.click("#first")
    for start, end, fingers, place in (
        (200, 100, 1, 1),
        (200, 190, 1, 1),
        (100, 200, 1, 0),
        (200, 100, 2, 0),
    ):
        page.evaluate(SWIPE, [start, end, fingers])
        assert players.position(page) == place


def test_targets_are_44_pixels_under_a_finger(visit: Open, figures: dict[str, Path]) -> None:
    page = visit(figures["scatter"], is_mobile=True, **PHONE).page
    page.tap("#take summary")
    page.tap("#tables summary")
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("button, select, summary, label, input[type=range]")]
        .filter((one) => one.checkVisibility()).map((one) => {
          const { width, height } = one.getBoundingClientRect();
          return [one.id || one.textContent, width, height] })"""
    )
    assert len(sizes) > 30
    assert [(name, w, h) for name, w, h in sizes if min(w, h) < 44] == []


def test_keys_are_listed_and_those_of_one_character_can_be_turned_off(
    visit: Open, figures: dict[str, Path]
) -> None:
    page = visit(figures["scatter"]).page
    page.keyboard.press("?")
    assert page.is_visible("#help")
    assert page.locator("#keys dt").count() == page.locator("#keys dd").count() == 10
    page.uncheck("#single")
    page.keyboard.press("Escape")
    assert page.is_hidden("#help")
    before = players.position(page)
    for key in (".", ",", "f", "?", " "):
        page.keyboard.press(key)
    assert (players.position(page), page.is_hidden("#help")) == (before, True)
    assert page.evaluate("document.fullscreenElement === null")
    page.keyboard.press("ArrowRight")
    assert players.position(page) == before + 1
    page.click("#asked")
    page.check("#single")
    page.click("#close")
    page.keyboard.press(".")
    assert players.position(page) > before + 1


@pytest.mark.parametrize("width", [500, 700, 1280])
def test_the_picture_stays_under_the_pointer_however_long_the_sum_is(
    width: int, visit: Open, figures: dict[str, Path]
) -> None:
    page = visit(figures["gather"], viewport={"width": width, "height": 700}).page
    page.evaluate("document.fonts.ready.then(() => true)")
    page.hover("#caption")
    before = page.locator("#stage > svg").bounding_box()
    page.hover('#stage [data-id="kernel/0/0/1/1"]')
    assert len(page.inner_text("#sum")) > 200
    page.wait_for_timeout(100)  # a page that answers itself would do so now
    assert page.locator("#stage > svg").bounding_box() == before
    assert page.inner_text("#sum").startswith("goes into")


def test_pointing_at_a_number_or_focusing_it_lights_what_it_is_made_of(
    visit: Open, figures: dict[str, Path]
) -> None:
    page = visit(figures["scatter"]).page
    page.evaluate("document.fonts.ready.then(() => true)")
    page.click("#last")
    page.hover("#caption")
    assert page.is_visible("#hint")
    page.hover('#stage [data-id="output/0/2/2"]')
    assert page.inner_text("#sum").startswith("output[2, 2] = ")
    assert page.get_attribute("#told", "aria-live") == "off"
    lit = page.locator(".mark").count()
    assert lit > 1
    page.hover("#caption")
    assert page.locator(".mark").count() == 0
    page.click("#tables summary")
    page.focus('button[aria-label^="output, row 2, column 2: "]')
    assert page.inner_text("#sum").startswith("output[2, 2] = ")
    assert page.locator(".mark").count() == lit


def test_it_can_stop_after_each_step(visit: Open, figures: dict[str, Path]) -> None:
    page = visit(figures["scatter"]).page
    page.clock.install()
    page.clock.pause_at("2100-01-01")
    page.reload()
    page.check("#each")
    page.click("#first")
    ends = []
    for _ in range(3):
        page.click("#play")
        page.clock.run_for(60_000)
        assert page.get_attribute("#play", "aria-label") == "Play"
        ends.append(players.position(page))
    steps = [keyframe.step for keyframe in tconv_anim.animate(**LAYER).storyboard.keyframes]
    assert ends == [max(k for k, step in enumerate(steps) if step == n) for n in (1, 2, 3)]


def test_no_time_passes_while_nobody_sees_it(visit: Open, figures: dict[str, Path], tmp_path: Path) -> None:
    host = tmp_path / "host.html"
    frame = f'<iframe src="{figures["scatter"].as_uri()}" width="700" height="600"></iframe>'
    host.write_text(f"<!DOCTYPE html><title>h</title><div style='height:3000px'></div>{frame}", "utf-8")
    page = visit(host, viewport={"width": 800, "height": 700}).page
    inside = page.frames[1]
    inside.wait_for_selector("#controls:not([hidden])")
    inside.select_option("#speed", "4")
    inside.evaluate("document.querySelector('#play').click()")
    page.evaluate("scrollTo(0, 0)")
    inside.evaluate("new Promise((done) => setTimeout(done, 300))")
    held = players.position(inside)
    inside.evaluate("new Promise((done) => setTimeout(done, 1500))")
    assert players.position(inside) == held
    assert inside.get_attribute("#play", "aria-label") == "Pause"
    page.evaluate("scrollTo(0, 3000)")
    until(inside, f"Number(document.querySelector('#scrubber').value) !== {held}")


def test_the_address_names_a_step(visit: Open, figures: dict[str, Path]) -> None:
    page = visit(figures["scatter"]).page
    page.goto(f"{figures['scatter'].as_uri()}#step=3")
    page.reload()
    assert players.caption(page).startswith("step 3 of 9")
    page.evaluate("location.hash = 'step=7'")
    expect(page.locator("#caption")).to_contain_text("step 7 of 9")
    page.evaluate("location.hash = 'step=999'")
    expect(page.locator("#forward")).to_have_attribute("aria-disabled", "true")
    page.evaluate("location.hash = 'step=x'")
    assert page.is_disabled("#forward")


def test_more_than_a_page_can_hold_is_refused_and_much_is_warned_of(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "large.html"
    where = "tconv_anim.painters.player.page"
    assert MANY_ELEMENTS < MOST_ELEMENTS
    monkeypatch.setattr(f"{where}.MANY_ELEMENTS", 50)
    with pytest.warns(PageWarning, match=r"this page has \d+ elements, and is slow from about 50 on"):
        tconv_anim.animate(**LAYER).save(path)
    monkeypatch.setattr(f"{where}.MOST_ELEMENTS", 60)
    path.unlink()
    with pytest.raises(
        InputError, match=r"elements, and browsers can move at most 60: take a smaller input_size"
    ):
        tconv_anim.animate(**LAYER).save(path)
    assert not path.exists()
