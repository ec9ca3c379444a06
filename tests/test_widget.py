"""The widget: what Python and the reader change, and what is kept of it where there is no kernel."""

import json
import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import tconv_anim
from tconv_anim.errors import InputError, MissingExtraError
from tconv_anim.storyboard.theme import THEMES
from tconv_anim.views import VIEWS
from tests import players
from tests.browser import Visit
from tests.frontends import Frontend
from tests.test_notebook import convert, written

pytestmark = pytest.mark.pages

Open = Callable[..., Visit]
Show = Callable[..., Frontend]

SMALL: dict[str, Any] = {"kernel_size": 3, "stride": 2, "input_size": 2}


def same_page(widget: Any, **options: Any) -> bool:
    """Whether the widget shows the very player of an animation with these options."""
    shown: str = widget._page["html"]
    return shown.encode() == tconv_anim.animate(**options).encoded(".html")


def asked(widget: Any, **values: Any) -> None:
    """What a frontend says where its reader moves sliders."""
    widget.set_state({"_asked": {**values, "number": widget._answered + 1}})


@pytest.fixture
def show(visit: Open) -> Iterator[Show]:
    """A widget in a page, with the options of both."""
    expect.set_options(timeout=20_000)  # Python draws a page, and the frame loads it, for each change

    def open_(widget: Any, html: str = "", **options: Any) -> Frontend:
        page = f"<!DOCTYPE html><html lang=en><title>n</title><main>{html}"
        return Frontend(widget, visit(page, **options))

    yield open_
    expect.set_options(timeout=5_000)


def test_it_shows_the_animation_of_the_same_options() -> None:
    widget = tconv_anim.widget(**SMALL, view="gather", theme="dark")
    assert isinstance(widget, anywidget.AnyWidget)
    assert same_page(widget, **SMALL, view="gather", theme="dark")
    trace = tconv_anim.animate(**SMALL).trace
    assert np.array_equal(widget.output, trace.output)
    assert (widget.kernel.shape, widget.input.shape, widget.bias) == ((1, 1, 3, 3), (1, 2, 2), None)
    assert (widget.stride, widget.view, widget.step, widget.trouble) == ((2, 2), "gather", None, "")


def test_what_python_sets_changes_the_picture_and_the_output() -> None:
    widget = tconv_anim.widget(**SMALL)
    widget.kernel = [[1, 2], [3, 4]]
    widget.input = np.array([[1.5, 2]])
    widget.bias = [7]
    widget.stride = (1, 3)
    numbers: dict[str, Any] = {"input": [[1.5, 2]], "weight": [[1, 2], [3, 4]]}
    assert same_page(widget, **numbers, bias=[7], stride=(1, 3))
    assert widget.kernel_size == (2, 2)
    assert np.array_equal(widget.output, tconv_anim.animate(**numbers, bias=[7], stride=(1, 3)).trace.output)
    widget.bias = None
    widget.change(view="gather", stride=2, output_padding=1)
    assert same_page(widget, **numbers, stride=2, output_padding=1, view="gather")


def test_a_kernel_or_an_input_may_bring_other_channels() -> None:
    widget = tconv_anim.widget(**SMALL, in_channels=2, out_channels=3)
    widget.kernel = np.ones((1, 2, 2, 2), int)
    assert widget.output.shape == (2, 4, 4)
    widget.input = np.ones((1, 1, 1), int)
    assert np.array_equal(widget.output, np.ones((2, 2, 2)))
    widget = tconv_anim.widget(**SMALL, in_channels=2)
    widget.input = np.ones((3, 2, 2), int)
    assert widget.kernel.shape == (3, 1, 3, 3)


def test_who_observes_one_trait_finds_all_others_as_they_belong_to_it() -> None:
    widget, told = tconv_anim.widget(**SMALL), []

    def seen(change: Any) -> None:
        told.append((change.name, widget.output.shape, widget.kernel.shape[2:], widget.kernel_size))

    widget.observe(seen, ["kernel", "kernel_size", "output", "stride", "input"])
    widget.kernel = [[5]]
    assert told == [(name, (1, 3, 3), (1, 1), (1, 1)) for name in ("kernel", "kernel_size", "output")]
    told.clear()
    widget.kernel = [[5]]
    assert told == []


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("stride", 0, "stride is 0: each of stride must be at least 1"),
        ("output_padding", 2, "output_padding must be smaller than stride or dilation, and is 2"),
        ("kernel", [[1], [2, 3]], "weight is ragged"),
        ("input", np.ones((2, 3, 3)), "input has 2 and weight is for 1 input channels"),
        ("view", "sideways", "view is 'sideways': view takes one of"),
        ("output", [[1]], "output is what comes out of the layer"),
        ("step", 6, "step is 6: step takes 0 .the opening. to 5"),
        ("input_size", 400, "can be drawn"),
    ],
)
def test_what_cannot_be_is_refused_and_all_stays_as_it_was(name: str, value: Any, message: str) -> None:
    widget = tconv_anim.widget(**SMALL, weight=np.ones((3, 3), int))
    before = widget.get_state()
    with pytest.raises(InputError, match=message):
        setattr(widget, name, value)
    assert widget.get_state() == before
    assert np.array_equal(widget.kernel, np.ones((1, 1, 3, 3)))


def test_arrays_cannot_be_changed_where_nobody_would_notice() -> None:
    widget = tconv_anim.widget(**SMALL)
    for array in (widget.input, widget.kernel, widget.output):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_sliders_move_the_layer_and_say_in_the_programs_words_what_cannot_be() -> None:
    widget = tconv_anim.widget(**SMALL)
    asked(widget, kernel_size=2, padding=1)
    assert same_page(widget, kernel_size=2, stride=2, padding=1, input_size=2)
    page = widget._page
    asked(widget, output_padding=2)
    with pytest.raises(InputError) as refused:
        tconv_anim.animate(kernel_size=2, stride=2, padding=1, input_size=2, output_padding=2)
    assert widget.trouble == str(refused.value)
    assert widget._page is page
    asked(widget, output_padding=2, stride=3)
    assert widget.trouble == ""
    assert same_page(widget, kernel_size=2, stride=3, padding=1, input_size=2, output_padding=2)
    assert widget._answered == 3


def test_a_frontend_can_ask_for_nothing_but_controls(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("[[1]]")
    widget = tconv_anim.widget(**SMALL)
    before = widget._page
    asked(widget, weight=str(tmp_path / "secret.json"))
    widget.set_state({"_edited": {"input": str(tmp_path / "secret.json"), "kernel": [[1]], "bias": None}})
    assert "run the cell again" in widget.trouble
    assert widget._page is before
    assert widget.input.shape == (1, 2, 2)


def test_numbers_keep_their_places_when_sizes_change() -> None:
    widget = tconv_anim.widget(input=[[1, 2], [3, 4]], weight=[[5, 6], [7, 8]], stride=2)
    asked(widget, kernel_size=3, input_size=1)
    assert widget.input.tolist() == [[[1]]]
    assert widget.kernel[0, 0, :2, :2].tolist() == [[5, 6], [7, 8]]
    drawn = tconv_anim.animate(kernel_size=3, input_size=1).recipe.tensors[1]
    assert np.array_equal(widget.kernel[0, 0, 2], drawn[0, 0, 2])
    widget.kernel_size = 2
    assert same_page(widget, input=[[1]], weight=[[5, 6], [7, 8]], stride=2)


def test_what_is_edited_in_the_player_is_in_python_and_no_page_is_made_anew() -> None:
    widget, told = tconv_anim.widget(**SMALL), []
    page = widget._page
    widget.observe(lambda change: told.append(change.name), ["input", "kernel", "output", "bias"])
    edited = {"input": [[[3, 1], [3, 9]]], "kernel": widget.kernel.tolist(), "bias": None}
    widget.set_state({"_edited": edited})
    assert told == ["input", "output"]
    wanted = tconv_anim.animate(**SMALL, input=[[3, 1], [3, 9]])
    assert np.array_equal(widget.output, wanted.trace.output)
    assert np.array_equal(widget.animation.trace.output, wanted.trace.output)
    assert widget._page is page
    # Whoever opens the page later gets the numbers after it.
    assert widget._numbers["input"] == [[[3, 1], [3, 9]]]
    widget.stride = 1
    assert widget._numbers is None
    assert widget.input.tolist() == [[[3, 1], [3, 9]]]


def test_decimals_stay_decimals_where_javascript_drops_their_point() -> None:
    widget = tconv_anim.widget(input=[[0.5, 2]], weight=[[1.5]])
    widget.set_state({"_edited": {"input": [[1, 2]], "kernel": [[2]], "bias": None}})
    assert (widget.input.dtype, widget.output.dtype) == (np.float64, np.float64)
    assert widget.output.tolist() == [[[2.0, 4.0]]]


def test_a_step_stays_within_the_steps_of_the_layer() -> None:
    widget = tconv_anim.widget(**SMALL, step=5)
    assert widget.step == 5
    widget.input_size = 1
    assert widget.step == 2
    with pytest.raises(InputError, match="step is 6"):
        tconv_anim.widget(**SMALL, step=6)


def test_sliders_of_one_axis_move_it() -> None:
    widget = tconv_anim.widget(dims=1, kernel_size=3, stride=2, input_size=4)
    asked(widget, kernel_size=2, padding=1, stride=3)
    assert (widget.kernel_size, widget.padding, widget.stride) == ((2,), (1,), (3,))
    widget.dilation = 2
    assert widget.dilation == (2,)


def controls(widget: Any) -> dict[str, str]:
    return {slider["name"]: slider["text"] for slider in widget._controls["sliders"]}


def test_there_is_a_slider_for_each_parameter_that_the_view_has() -> None:
    widget = tconv_anim.widget(kernel_size=(2, 3), input_size=3, padding=((1, 0), 1))
    assert controls(widget) == {
        "input_size": "3", "kernel_size": "2x3", "stride": "1", "padding": "1,0x1", "output_padding": "0",
        "dilation": "1",
    }  # fmt: skip
    widget.change(view="conv", padding=0)
    assert "output_padding" not in controls(widget)
    assert widget._controls["view"] == "conv"


def test_a_part_of_a_larger_layer_has_no_sliders() -> None:
    widget = tconv_anim.widget(kernel_size=2, in_channels=8, out_channels=1)
    assert widget._controls["sliders"] == widget._controls["views"] == []


def test_without_anywidget_the_line_that_installs_it_is_told() -> None:
    code = (
        "import sys; sys.modules['anywidget'] = None\n"
        "import tconv_anim\n"
        "try: tconv_anim.widget()\nexcept tconv_anim.InputError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("a widget needs anywidget: ")
    assert done.stdout.endswith("Install it: pip install 'tconv-anim[notebook]'\n")
    assert issubclass(MissingExtraError, ImportError)


def test_sliders_change_the_picture_and_what_cannot_be_leaves_it(show: Show) -> None:
    widget = tconv_anim.widget(**SMALL)
    seen = show(widget)
    subtitle = seen.player.locator("[data-id=subtitle]")
    expect(subtitle).to_have_text("k=3, s=2: 2×2 → 5×5")
    seen.slider("kernel_size").fill("2")
    expect(subtitle).to_have_text("k=2, s=2: 2×2 → 4×4")
    assert widget.kernel_size == (2, 2)
    alert = seen.page.get_by_role("alert")
    assert alert.inner_text() == ""
    seen.slider("output_padding").fill("2")
    expect(alert).to_contain_text("output_padding must be smaller than stride or dilation, and is 2")
    expect(subtitle).to_have_text("k=2, s=2: 2×2 → 4×4")
    assert seen.slider("output_padding").input_value() == "2"
    # What was refused is possible together with another.
    seen.slider("stride").fill("3")
    expect(subtitle).to_have_text("k=2, s=3, op=2: 2×2 → 7×7")
    assert alert.inner_text() == ""
    seen.page.get_by_label("view").select_option("gather")
    expect(seen.player.locator("#caption")).to_contain_text("of 49")
    widget.change(view="scatter", kernel_size=(1, 3), output_padding=0)
    seen.tell()
    expect(subtitle).to_have_text("k=1×3, s=3: 2×2 → 4×6")
    assert seen.slider("kernel_size").get_attribute("aria-valuetext") == "1x3"
    assert seen.page.locator("iframe").count() == 1


def test_many_moves_of_a_slider_end_on_the_last(show: Show) -> None:
    widget = tconv_anim.widget(**SMALL)
    seen = show(widget)
    slider = seen.slider("kernel_size")
    slider.evaluate("""(input) => {
      for (const value of [4, 5, 6, 7]) {
        input.value = value;
        input.dispatchEvent(new Event("input"));
      }
    }""")
    expect(seen.player.locator("[data-id=subtitle]")).to_have_text("k=7, s=2: 2×2 → 9×9")
    assert widget.kernel_size == (7, 7)
    assert slider.input_value() == "7"


def test_the_step_is_shared_both_ways_and_kept_when_the_layer_changes(show: Show) -> None:
    widget = tconv_anim.widget(**SMALL)
    seen = show(widget)
    caption = seen.player.locator("#caption")
    expect(caption).to_contain_text("step 4 of 4")
    assert widget.step is None  # where it opens is nobody's wish
    seen.player.locator("#last").click()
    seen.wait(lambda: widget.step == 5)
    widget.step = 2
    seen.tell()
    expect(caption).to_contain_text("step 2 of 4")
    seen.slider("stride").fill("1")
    expect(seen.player.locator("[data-id=subtitle]")).to_contain_text("s=1")
    assert caption.inner_text().startswith("step 2 of 4")
    seen.player.locator("#forward").press(".")
    seen.wait(lambda: widget.step == 3)
    seen.slider("input_size").fill("1")
    seen.wait(lambda: widget.step == 2)
    expect(caption).to_contain_text("stamps move 0 rows")


def test_steps_that_python_asks_for_quickly_are_not_answered_with_old_ones(show: Show) -> None:
    widget = tconv_anim.widget(**SMALL, step=5)
    seen = show(widget)
    expect(seen.player.locator("#caption")).to_contain_text("stamps move")
    told: list[int] = []
    widget.observe(lambda change: told.append(change.new), "step")
    seen.page.evaluate("() => { for (const step of [2, 3, 1]) model.take({ step }); }")
    expect(seen.player.locator("#caption")).to_contain_text("step 1 of 4")
    seen.player.locator("#first").click()
    seen.wait(lambda: bool(told))
    assert told == [0]


def test_a_step_that_is_asked_for_while_a_page_comes_is_the_one_that_it_shows(show: Show) -> None:
    widget = tconv_anim.widget(**SMALL, step=5)
    seen = show(widget)
    expect(seen.player.locator("#caption")).to_contain_text("stamps move")
    seen.page.evaluate("""() => addEventListener("message", ({ data }) => {
      if (data.type === "ready") setTimeout(() => model.take({ step: 1 }));
    })""")
    widget.kernel_size = 2
    seen.tell()
    expect(seen.player.locator("[data-id=subtitle]")).to_contain_text("k=2")
    expect(seen.player.locator("#caption")).to_contain_text("step 1 of 4")


def test_it_begins_with_the_step_that_is_asked_for(show: Show) -> None:
    widget = tconv_anim.widget(**SMALL, step=1)
    seen = show(widget)
    seen.page.locator("iframe:not(.coming)").wait_for()
    assert seen.player.locator("#caption").inner_text().startswith("step 1 of 4")
    assert widget.step == 1


def test_a_frame_that_the_notebook_moves_comes_back_to_its_step(show: Show) -> None:
    widget = tconv_anim.widget(**SMALL)
    seen = show(widget, '<div id="cell"></div><div id="elsewhere"></div>')
    seen.player.locator("#last").click()
    seen.wait(lambda: widget.step == 5)
    told: list[int] = []
    widget.observe(lambda change: told.append(change.new), "step")
    seen.page.evaluate("elsewhere.append(document.querySelector('.tconv-widget'))")
    expect(seen.player.locator("#caption")).to_contain_text("stamps move")
    assert told == []


def edit(seen: Frontend, cell: str, text: str) -> None:
    """Write another number into a cell of the player."""
    seen.player.locator("#tables summary").click()
    seen.player.get_by_role("button", name=re.compile(rf"^(\w: )?{re.escape(cell)}")).press("Enter")
    seen.player.locator("#value").fill(text)


@pytest.mark.parametrize("view", [view for view in VIEWS if view != "compare"])
def test_numbers_that_the_reader_writes_are_in_python(view: str, show: Show) -> None:
    widget = tconv_anim.widget(weight=[[3, 1], [2, 4]], input_size=2, bias=[1], view=view)
    seen = show(widget)
    told: list[Any] = []
    widget.observe(lambda change: told.append(change.new), "output")
    x = widget.input.copy()
    x[0, 0, 1] = -7
    edit(seen, "input, row 0, column 1", "-7")
    seen.wait(lambda: np.array_equal(widget.input, x))
    wanted = tconv_anim.animate(input=x, weight=widget.kernel, bias=[1], view=view).trace.output
    assert np.array_equal(widget.output, wanted)
    assert np.array_equal(told[-1], wanted)


def test_integers_past_those_of_javascript_stay_exact(show: Show) -> None:
    widget = tconv_anim.widget(input=[[1, 2]], weight=[[3]])
    seen = show(widget)
    edit(seen, "input, row 0, column 0", "9007199254740993")
    seen.wait(lambda: widget.input.tolist() == [[[9007199254740993, 2]]])
    assert widget.output.tolist() == [[[27021597764222979, 6]]]


def test_all_that_shows_a_widget_has_the_numbers_of_the_others(show: Show, visit: Open) -> None:
    widget = tconv_anim.widget(**SMALL, in_channels=2, out_channels=2, bias=[1, -2])
    one = show(widget)
    edit(one, "bias, row 0, column 1", "40")
    one.wait(lambda: widget.bias.tolist() == [1, 40])
    # Another view of it begins with a page that was made before.
    other = show(widget)
    other.player.locator("#last").click()
    texts = {name: other.player.locator(f'svg [data-id="{name}"] text').last for name in outputs(widget)}
    for name, text in outputs(widget).items():
        expect(texts[name]).to_have_text(text)
    assert widget._numbers["bias"] == [1, 40]


def outputs(widget: Any) -> dict[str, str]:
    return players.outputs(widget.animation.trace)


def test_messages_of_anybody_else_are_not_heard(show: Show) -> None:
    widget = tconv_anim.widget(**SMALL)
    seen = show(widget)
    expect(seen.player.locator("#caption")).to_contain_text("step 4 of 4")
    numbers = {"input": [[[9, 9], [9, 9]]], "kernel": [[[[1]]]], "bias": None}
    for said in ({"type": "step", "step": 1}, {"type": "numbers", **numbers}):
        seen.page.evaluate("(said) => postMessage({ tconv: 1, ...said }, '*')", said)
    seen.player.locator("#last").click()
    seen.wait(lambda: widget.step is not None)
    assert widget.step == 5
    assert widget.kernel_size == (3, 3)


def test_the_frame_is_as_high_as_the_player_and_as_dark_as_the_notebook(show: Show) -> None:
    seen = show(tconv_anim.widget(**SMALL))
    seen.page.locator("iframe:not(.coming)").wait_for()
    (frame,) = seen.page.frames[1:]
    inside, outside = "document.documentElement.scrollHeight", "document.querySelector('iframe').clientHeight"
    seen.wait(lambda: bool(frame.evaluate(inside) == seen.page.evaluate(outside)))
    page = "getComputedStyle(document.documentElement).backgroundColor"
    for light, theme in (("false", "dark"), ("true", "light")):
        seen.page.evaluate("(light) => { document.body.dataset.jpThemeLight = light; }", light)
        colour = THEMES[theme].page
        wanted = "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))
        seen.wait(lambda wanted=wanted: frame.evaluate(page) == wanted)  # type: ignore[misc]


def test_what_the_notebook_keeps_is_hidden_while_the_widget_lives(show: Show) -> None:
    widget = tconv_anim.widget(**SMALL)
    seen = show(widget, f'<div class="{widget._mark}">kept</div><div id="cell"></div>')
    kept = seen.page.locator(f".{widget._mark}")
    expect(kept).to_be_hidden()
    seen.page.evaluate("end()")
    expect(kept).to_be_visible()


def test_who_moves_a_slider_where_nothing_answers_is_told(show: Show) -> None:
    seen = show(tconv_anim.widget(**SMALL))
    seen.page.clock.install(time=0)
    seen.page.clock.pause_at(3_600_000)
    seen.page.evaluate("model.save_changes = () => {}")
    seen.slider("stride").fill("3")
    seen.page.clock.run_for(3900)
    alert = seen.page.get_by_role("alert")
    assert alert.inner_text() == ""
    seen.page.clock.run_for(200)
    assert alert.inner_text().startswith("Python doesn't answer yet")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_controls(scheme: str, show: Show) -> None:
    look = "<style>:root { color-scheme: light dark; background: Canvas; color: CanvasText }</style>"
    widget = tconv_anim.widget(**SMALL)
    seen = show(widget, look, color_scheme=scheme)
    seen.slider("output_padding").fill("2")
    expect(seen.page.get_by_role("alert")).to_contain_text("output_padding")
    found = Axe().run(seen.page, context=".tconv-widget").response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def test_on_a_narrow_screen_nothing_is_cut(show: Show) -> None:
    page = show(tconv_anim.widget(**SMALL), viewport={"width": 320, "height": 700}).page
    page.locator("iframe:not(.coming)").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


CODE = """import tconv_anim
w = tconv_anim.widget(stride=2, input=[[2, 4], [0, 1]], weight=[[3, 1, 0], [1, 5, 1], [0, 2, 2]])
w
"""


@pytest.mark.slow
def test_a_saved_notebook_keeps_the_player_and_a_picture(tmp_path: Path, visit: Open) -> None:
    written(tmp_path, CODE)
    (cell,) = json.loads((tmp_path / "course.ipynb").read_text("utf-8"))["cells"]
    kept, live = (output["data"] for output in cell["outputs"])
    assert b64decode(kept["image/png"]).startswith(b"\x89PNG")
    assert "".join(kept["text/plain"]).startswith("Transposed convolution, k=3, s=2: 2×2 → 5×5")
    assert live["text/plain"] == live["text/html"] == []
    assert live["application/vnd.jupyter.widget-view+json"]["model_id"]
    convert(tmp_path, "html")
    opened = visit(tmp_path / "course.html", viewport={"width": 1200, "height": 1200})
    player = opened.page.frame_locator("iframe")
    player.locator("#last").click()
    numbers: dict[str, Any] = {"input": [[2, 4], [0, 1]], "weight": [[3, 1, 0], [1, 5, 1], [0, 2, 2]]}
    for name, text in players.outputs(tconv_anim.animate(**numbers, stride=2).trace).items():
        assert player.locator(f"svg [data-id='{name}'] text").last.text_content() == text
