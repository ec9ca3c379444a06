"""WCAG 2.2 AA for the player: axe in every state, and by hand what axe can't see (docs/accessibility.md)."""

import re
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

import tconv_anim
from tconv_anim.storyboard.contrast import contrast
from tests import players
from tests.browser import Visit

pytestmark = pytest.mark.pages

Open = Callable[..., Visit]

DOCS = Path(__file__).parent.parent / "docs" / "accessibility.md"
LAYER: dict[str, Any] = {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 3}
PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}


@pytest.fixture(scope="module")
def figure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tconv_anim.animate(**LAYER, bias=[1]).save(tmp_path_factory.mktemp("access") / "fig.html").path


def choose(page: Page) -> None:
    page.click("#last")
    page.click('#stage [data-id="output/0/2/2"]')


def edit(page: Page) -> None:
    page.click('#stage [data-id="input/0/1/1"]')
    page.fill("#value", "x")


def unfold(page: Page) -> None:
    for one in page.locator("summary").all():
        one.click()


STATES: dict[str, Callable[[Page], None]] = {
    "fresh": lambda page: None,
    "playing": lambda page: page.click("#play"),
    "at the end, with a number chosen": choose,
    "with a number that is none": edit,
    "with all that opens open": unfold,
    "in a quiz": lambda page: page.click("#quiz-me"),
    "with the list of keys": lambda page: page.click("#asked"),
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_any_state_on_any_screen(state: str, visit: Open, figure: Path) -> None:
    for options in ({"color_scheme": "light"}, {"color_scheme": "dark", **PHONE}):
        page = visit(figure, **options).page
        STATES[state](page)
        page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        found = Axe().run(page, options=rules).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], state


def tabbed(page: Page) -> list[str]:
    """What the tab key reaches, in order, until it begins again."""
    page.evaluate("document.activeElement.blur()")
    reached: list[str] = []
    while True:
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.id || document.activeElement.textContent")
        if name in reached or not page.evaluate("document.activeElement !== document.body"):
            return reached
        reached.append(name)


def test_the_tab_key_reaches_everything_in_the_order_of_the_page_and_gets_out_again(
    visit: Open, figure: Path
) -> None:
    page = visit(figure).page
    reached = tabbed(page)
    wanted = page.evaluate(
        "[...document.querySelectorAll('button, input, select, summary')]"
        ".filter((one) => one.checkVisibility()).map((one) => one.id || one.textContent)"
    )
    assert reached == wanted
    places = [
        page.evaluate("(id) => document.getElementById(id)?.getBoundingClientRect().top", one)
        for one in reached
    ]
    tops = [top for top in places if top is not None]
    assert all(after >= before - 60 for before, after in pairwise(tops)), "the focus jumps up the page"


def test_what_has_the_focus_is_seen_to_have_it(visit: Open, figure: Path) -> None:
    for scheme in ("light", "dark"):
        page = visit(figure, color_scheme=scheme, **PHONE).page
        ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        page.click("#tables summary")
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        for _ in range(16):
            page.keyboard.press("Tab")
            style, width, colour, hidden = page.evaluate(
                """() => {
                const one = document.activeElement;
                const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
                const { left, top, width, height } = one.getBoundingClientRect();
                const there = document.elementFromPoint(left + width / 2, top + height / 2);
                return [outlineStyle, parseFloat(outlineWidth), outlineColor, !one.contains(there)] }"""
            )
            assert (style, hidden) == ("solid", False)
            assert width >= 2
            assert contrast(hexed(colour), hexed(ground)) >= 3


def hexed(colour: str) -> str:
    """``rgb(1, 2, 3)`` as themes write it."""
    return "#{:02x}{:02x}{:02x}".format(*map(int, re.findall(r"\d+", colour)[:3]))


def test_a_page_with_wider_text_or_twice_its_size_loses_nothing(visit: Open, figure: Path) -> None:
    wide = (
        "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
        "p { margin-bottom: 2em !important }"
    )
    for rule, width in ((wide, 320), ("html { font-size: 200% !important }", 640)):
        page = visit(figure, viewport={"width": width, "height": 800}).page
        page.evaluate(
            "(rule) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rule);"
            "document.adoptedStyleSheets = [sheet] }",
            rule,
        )
        page.click("#last")
        page.click('#stage [data-id="output/0/2/2"]')
        assert page.evaluate("document.documentElement.scrollWidth") == width
        cut = page.evaluate(
            """() => [...document.querySelectorAll("h1, p, button, label, summary")].filter((one) =>
            one.checkVisibility() && !one.matches(".unseen") && one.scrollWidth > one.clientWidth + 2
            && getComputedStyle(one).display !== "inline").map((one) => one.id || one.textContent)"""
        )
        assert cut == []


def test_forced_colours_leave_the_track_the_ticks_and_the_buttons_to_be_seen(
    visit: Open, figure: Path
) -> None:
    for scheme in ("light", "dark"):
        page = visit(figure, forced_colors="active", color_scheme=scheme).page
        page.click("#last")
        page.click("#back")
        page.evaluate("document.fonts.ready.then(() => true)")
        places = page.evaluate(
            """() => ["#marks i", "#scrubber", "#play"].map((query) => {
            const { left, top, width, height } = document.querySelector(query).getBoundingClientRect();
            // Not in the middle, where the thumb is and the sign on the button.
            return [left + width * (query === "#marks i" ? .5 : .15), top + height / 2] })"""
        )
        ground = pixel(page, 5, 5)
        for x, y in places:
            around = {pixel(page, x + dx, y + dy) for dx in (-3, 0, 3) for dy in (-1, 0, 1)}
            assert max(contrast(colour, ground) for colour in around) >= 3, (x, y)


def pixel(page: Page, x: float, y: float) -> str:
    """The colour of a point on the page."""
    shot = page.screenshot(clip={"x": round(x), "y": round(y), "width": 1, "height": 1})
    found = Image.open(BytesIO(shot)).convert("RGB").getpixel((0, 0))
    assert isinstance(found, tuple)
    return "#{:02x}{:02x}{:02x}".format(*found)


def test_the_picture_is_named_by_one_short_sentence_without_numbers(tmp_path: Path, visit: Open) -> None:
    for view in tconv_anim.views.VIEWS:
        path = (
            tconv_anim.animate(kernel_size=3, stride=1, input_size=4, view=view)
            .save(tmp_path / "x.html")
            .path
        )
        page = visit(path).page
        name = page.inner_text("#alt")
        assert 30 < len(name) < 260, view
        assert "[" not in name
        assert page.get_by_role("img", name=name).count() == 1


def test_tables_say_what_each_cell_is_and_names_hold_what_is_seen(visit: Open, figure: Path) -> None:
    page = visit(figure).page
    page.click("#tables summary")
    trace = tconv_anim.animate(**LAYER, bias=[1]).trace
    number = trace.output[0, 2, 3]
    assert page.get_by_role("button", name=f"output, row 2, column 3: {number}", exact=True).count() == 1
    apart = page.evaluate(
        """() => [...document.querySelectorAll("button[aria-label]")].filter((one) => one.textContent.trim()
        && !one.ariaLabel.includes(one.textContent.trim()) && /[a-z0-9]/i.test(one.textContent))
        .map((one) => one.ariaLabel)"""
    )
    assert apart == []


def test_what_moves_stops_by_a_button_and_for_who_wants_less_of_it(visit: Open, figure: Path) -> None:
    page = visit(figure).page
    page.click("#play")
    page.click("#play")
    assert page.evaluate("document.getAnimations().every((one) => one.effect.getTiming().iterations === 1)")
    calm = visit(figure, reduced_motion="reduce").page
    calm.click("#first")
    calm.click("#forward")
    assert calm.evaluate("document.getAnimations().length") == 0


def test_captions_are_told_when_the_reader_steps_and_not_while_it_plays(visit: Open, figure: Path) -> None:
    page = visit(figure).page
    page.click("#forward")
    assert page.get_attribute("#caption", "aria-live") == "polite"
    page.click("#play")
    assert page.get_attribute("#caption", "aria-live") == "off"
    page.click("#play")
    assert players.caption(page)


def test_every_test_that_the_docs_name_is_there() -> None:
    text = DOCS.read_text("utf-8")
    named = set(re.findall(r"`(test_\w+)`", text))
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)", tests))
    assert len(named) > 15
    assert sorted(named - there) == []
    assert len(re.findall(r"^\| \d\.\d\.\d+ ", text, re.MULTILINE)) >= 55, "a criterion is left out"
