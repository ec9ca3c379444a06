"""The explorer in a real browser: all that it offers ends on the trace, and nothing blanks it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

import tconv_anim
from tconv_anim.chosen import trouble
from tconv_anim.errors import InputError
from tconv_anim.explore import explore
from tconv_anim.recipe.inspection import read_recipe
from tests import players
from tests.browser import Visit
from tests.command import complaint, made, run

pytestmark = pytest.mark.pages

Open = Callable[..., Visit]


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The explorer as it is made where nothing is asked for."""
    return explore(tmp_path_factory.mktemp("usual") / "explore.html").path


def test_it_is_small(usual: Path) -> None:
    assert usual.stat().st_size < 400_000


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An explorer of few layers, for all that isn't about numbers."""
    path = tmp_path_factory.mktemp("small") / "explore.html"
    return explore(
        path,
        kernel_size=[1, 3],
        stride=[1, 2],
        padding=[0, 1],
        dilation=[1],
        input_size=[1, 3],
        view=("scatter", "gather"),
    ).path


def ready(page: Page) -> Page:
    page.wait_for_selector("#settings[aria-busy=false] > fieldset:not([disabled])", state="attached")
    return page


def choose(page: Page, **settings: Any) -> None:
    for name, value in settings.items():
        # What is impossible is said to be disabled, and explains itself to those who choose it all the same.
        page.click(f'label:has([name={name}][value="{value}"])', force=True)
        page.wait_for_selector("#settings[aria-busy=false]", state="attached")


def subtitle(page: Page) -> str:
    return page.inner_text("[data-id=subtitle]")


def test_a_choice_is_shown_and_kept_in_the_address(small: Path, visit: Open) -> None:
    page = ready(visit(small).page)
    assert subtitle(page) == "k=3, s=2: 3×3 → 7×7"
    choose(page, p=1, op=1)
    expect(page.locator("[data-id=subtitle]")).to_have_text("k=3, s=2, p=1, op=1: 3×3 → 6×6")
    choose(page, view="gather")
    expect(page.locator('[data-id="heading/input/0"]')).to_have_text("input, zeros inserted")
    assert page.url.endswith("#k=3&s=2&p=1&op=1&d=1&i=3&view=gather")
    assert page.title() == "Transposed convolution, k=3, s=2, p=1, op=1: 3×3 → 6×6"
    again = ready(visit(small).page)
    again.goto(page.url)
    again.reload()
    expect(again.locator("[data-id=subtitle]")).to_have_text("k=3, s=2, p=1, op=1: 3×3 → 6×6")
    again.evaluate("location.hash = '#k=1&p=7&nothing=3'")  # what isn't offered is left as it is
    expect(again.locator("[data-id=subtitle]")).to_have_text("k=1, s=2, p=1, op=1: 3×3 → 4×4")


@pytest.mark.parametrize("view", ["scatter", "gather", "matrix"])
def test_what_the_page_makes_is_what_python_makes(view: str, usual: Path, visit: Open) -> None:
    opened = visit(usual)
    page = ready(opened.page)
    choose(page, p=1, view=view)
    expect(page.locator("[data-id=subtitle]")).to_have_text("k=3, s=2, p=1: 3×3 → 5×5")
    said = {"story": "short"} if view != "matrix" else {}
    animation = tconv_anim.animate(kernel_size=3, stride=2, padding=1, view=view, cell=44, **said)
    for keyframe, state in enumerate(players.states(animation.storyboard)):
        page.fill("#scrubber", str(keyframe))
        assert players.seen(page) == state
    captions = [keyframe.caption for keyframe in animation.storyboard.keyframes]
    assert players.caption(page) == captions[-1]
    opened.assert_alone(usual)


def test_rows_and_columns_are_chosen_apart(usual: Path, visit: Open) -> None:
    page = ready(visit(usual).page)
    choose(page, axes="apart", kw=2, iw=4, p=1)
    expect(page.locator("[data-id=subtitle]")).to_have_text("k=3×2, s=2, p=1×0: 3×4 → 5×8")
    assert "axes=apart" in page.url
    address = page.url
    choose(page, axes="both")
    expect(page.locator("[data-id=subtitle]")).to_have_text("k=3, s=2, p=1: 3×3 → 5×5")
    assert "kw" not in page.url
    page.goto(address)
    page.reload()
    expect(page.locator("[data-id=subtitle]")).to_have_text("k=3×2, s=2, p=1×0: 3×4 → 5×8")
    assert page.is_checked("[name=kw][value='2']")


def test_a_single_row_is_a_layer_of_one_dimension(usual: Path, visit: Open) -> None:
    page = ready(visit(usual).page)
    choose(page, axes="row", p=1, op=1)
    expect(page.locator("[data-id=subtitle]")).to_have_text("k=1×3, s=1×2, p=0×1, op=0×1: 1×3 → 1×6")
    assert page.inner_text("#pytorch").startswith("torch.nn.ConvTranspose1d(1, 1, kernel_size=3, stride=2")


def test_channels_are_chosen(usual: Path, visit: Open) -> None:
    page = ready(visit(usual).page)
    choose(page, **{"in": 2, "out": 3})
    expect(page.locator("[data-id=subtitle]")).to_have_text("k=3, s=2: 2×3×3 → 3×7×7")
    assert page.locator("#stage [data-id^='output/2/']").count() == 49
    assert "in=2" in page.url
    assert "out=3" in page.url


def test_changed_numbers_stay_where_they_have_a_place(usual: Path, visit: Open) -> None:
    page = ready(visit(usual).page)
    page.click("#ones")
    choose(page, view="gather", s=1)
    expect(page.locator("[data-id=subtitle]")).to_have_text("k=3, s=1: 3×3 → 5×5")
    page.fill("#scrubber", page.get_attribute("#scrubber", "max") or "")
    assert players.seen(page)["output/0/2/2"][1] == "9"
    assert "input=[[1,1,1],[1,1,1],[1,1,1]]" in page.url
    again = ready(visit(usual).page)
    again.goto(page.url)
    expect(again.locator('[data-id="output/0/2/2"] text')).to_have_text("9")


def test_an_impossible_address_says_so_in_the_header_and_plays_nothing(usual: Path, visit: Open) -> None:
    page = ready(visit(usual).page)
    page.goto(f"{usual.as_uri()}#k=1&p=3&i=1")
    expect(page.locator("h1")).to_have_text("No such layer")
    assert subtitle(page) == "k=1, s=2, p=3, op=0, d=1, i=1, view=scatter"
    assert page.inner_text("[role=alert]").startswith("the output would be -5 cells high")
    before = players.position(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    assert players.position(page) == before
    assert page.locator(".playing").count() == 0
    choose(page, i=3, p=0)
    expect(page.locator("h1")).to_have_text("Transposed convolution")
    page.keyboard.press("Escape")
    page.click("#forward")
    assert players.position(page) > 0


def test_impossible_choices_are_told_to_those_who_do_not_see_them(usual: Path, visit: Open) -> None:
    page = ready(visit(usual).page)
    asked = {"view": "scatter", "in_channels": 1, "out_channels": 1}
    asked |= dict.fromkeys(("stride", "dilation"), (1, 1)) | {"kernel_size": (3, 3), "input_size": (3, 3)}
    asked |= {"padding": (0, 0), "output_padding": (0, 0)}
    choose(page, s=1)
    for name, parameter in (("op", "output_padding"), ("p", "padding")):
        for value in range(4):
            impossible = bool(trouble(asked | {parameter: (value, value)}))
            radio = page.locator(f"[name={name}][value='{value}']")
            assert (radio.get_attribute("aria-disabled") == "true") == impossible
            line = radio.evaluate("(input) => getComputedStyle(input.parentNode).textDecorationLine")
            assert (line == "line-through") == impossible


def test_what_a_page_can_not_hold_is_refused_in_words(usual: Path, visit: Open) -> None:
    page = ready(visit(usual).page)
    choose(page, **{"view": "matrix", "i": 6, "in": 3, "out": 3})
    expect(page.locator("#trouble")).to_contain_text(
        "and a page shows at most 25,000: take a smaller input_size"
    )


def test_what_is_impossible_explains_itself_and_blanks_nothing(small: Path, visit: Open) -> None:
    opened = visit(small)
    page = ready(opened.page)
    choose(page, op=1)
    expect(page.locator("[data-id=subtitle]")).to_have_text("k=3, s=2, op=1: 3×3 → 8×8")
    before = players.seen(page)
    choose(page, s=1)
    with pytest.raises(InputError) as refused:
        tconv_anim.animate(kernel_size=3, stride=1, output_padding=1)
    expect(page.locator("[role=alert]")).to_have_text(str(refused.value))
    assert players.seen(page) == before
    assert page.is_hidden("#snippets")
    choose(page, op=0)
    expect(page.locator("#trouble")).to_be_hidden()
    expect(page.locator("[data-id=subtitle]")).to_have_text("k=3, s=1: 3×3 → 5×5")
    choose(page, k=1, i=1, p=1)
    expect(page.locator("[role=alert]")).to_contain_text("the output would be -1 cells high")
    assert opened.complaints == []


def test_settings_are_chosen_by_keyboard(small: Path, visit: Open) -> None:
    page = ready(visit(small).page)
    page.focus("[name=s][value='2']")
    keyframe = players.position(page)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-id=subtitle]")).to_have_text("k=3, s=1: 3×3 → 5×5")
    assert page.is_checked("[name=s][value='1']")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "p"
    outline = page.evaluate("getComputedStyle(document.activeElement.parentNode).outlineStyle")
    assert outline == "solid"
    assert keyframe >= 0


def test_quick_changes_end_on_the_last_one(small: Path, visit: Open) -> None:
    page = ready(visit(small).page)
    page.evaluate(
        """() => { for (const [name, value] of [["view", "gather"], ["p", 1], ["view", "scatter"], ["k", 1]])
        document.querySelector(`[name=${name}][value="${value}"]`).click(); }"""
    )
    expect(page.locator("[data-id=subtitle]")).to_have_text("k=1, s=2, p=1: 3×3 → 3×3")
    assert page.locator("#stage [data-id='product/0/0/0'], #stage [data-id='kernel/0/0/0/0']").count() >= 1


def test_code_is_copied(small: Path, visit: Open) -> None:
    page = ready(visit(small, permissions=["clipboard-read", "clipboard-write"]).page)
    for name, code in (
        ("PyTorch", "torch.nn.ConvTranspose2d(1, 1, kernel_size=3, stride=2, bias=False)"),
        ("Keras", 'keras.layers.Conv2DTranspose(1, 3, padding="valid", strides=2, use_bias=False)'),
        ("command", "tconv-anim --k 3 --s 2 --i 3 --story short --cell 44 -o figure.html"),
        (
            "JAX",
            'jax.lax.conv_transpose(x, w, (2, 2), "VALID", transpose_kernel=True)  # x: NHWC, w: HWOI',
        ),
        (
            "Flax",
            'nnx.ConvTranspose(1, 1, kernel_size=(3, 3), strides=(2, 2), padding="VALID", '
            "transpose_kernel=True, use_bias=False, rngs=nnx.Rngs(0))",
        ),
        (
            "ONNX",
            'onnx.helper.make_node("ConvTranspose", ["x", "w"], ["y"], kernel_shape=[3, 3], strides=[2, 2])',
        ),
    ):
        if page.is_hidden(f"[aria-label='Copy as {name}']"):
            page.click("summary:has-text('JAX, Flax, ONNX')")
        page.click(f"[aria-label='Copy as {name}']")
        expect(page.locator("#announced")).to_have_text(f"Copied: {code}")
        assert page.evaluate("navigator.clipboard.readText()") == code


def test_the_code_of_a_convolution_is_that_of_a_convolution(tmp_path: Path, visit: Open) -> None:
    one: dict[str, Any] = {
        "kernel_size": [3],
        "stride": [2],
        "padding": [1],
        "dilation": [1],
        "input_size": [4],
    }
    page = ready(visit(explore(tmp_path / "e.html", view=["scatter", "conv"], **one).path).page)
    choose(page, view="conv")
    expect(page.locator("#pytorch")).to_have_text(
        "torch.nn.Conv2d(1, 1, kernel_size=3, stride=2, padding=1, bias=False)"
    )
    expect(page.locator("#keras")).to_have_text(
        '# Keras: neither padding="valid" nor "same" pads 1 at both ends'
    )
    expect(page.locator("[data-id=subtitle]")).to_have_text("k=3, s=2, p=1: 4×4 → 2×2")
    made(*page.inner_text("#command").split()[1:], cwd=tmp_path)
    assert subtitle(visit(tmp_path / "figure.html").page) == subtitle(page)
    choose(page, op=1)
    assert "output_padding is (1, 1) and view is 'conv'" in page.inner_text("[role=alert]")
    choose(page, view="scatter")
    expect(page.locator("#pytorch")).to_have_text(
        "torch.nn.ConvTranspose2d(1, 1, kernel_size=3, stride=2, padding=1, output_padding=1, bias=False)"
    )


def test_the_copied_command_makes_that_animation(tmp_path: Path, small: Path, visit: Open) -> None:
    page = ready(visit(small).page)
    choose(page, p=1, op=1, view="gather")
    line = page.inner_text("#command")
    assert line.startswith("tconv-anim ")
    made(*line.split()[1:], cwd=tmp_path)
    other = visit(tmp_path / "figure.html").page
    assert subtitle(other) == subtitle(page)
    assert players.seen(other) == players.seen(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1200])
def test_axe_finds_nothing_and_nothing_is_too_wide(scheme: str, width: int, small: Path, visit: Open) -> None:
    page = ready(visit(small, color_scheme=scheme, viewport={"width": width, "height": 800}).page)
    page.evaluate("document.getElementById('folded').open = true")
    page.click("#snippets summary")
    for choices in ({}, {"op": 1, "s": 1}):
        choose(page, **choices)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def test_fingers_find_every_choice(small: Path, visit: Open) -> None:
    phone = {"viewport": {"width": 320, "height": 700}, "has_touch": True, "is_mobile": True}
    page = ready(visit(small, **phone).page)
    assert page.is_hidden("[name=k][value='3']")  # the picture comes first
    page.tap("#folded summary")
    choose(page, axes="apart")
    sizes = page.evaluate(
        """() => [...document.querySelectorAll(".choices label")].map((label) => {
          const { width, height } = label.getBoundingClientRect();
          return Math.min(width, height);
        })"""
    )
    assert min(sizes) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_it_works_in_a_sandboxed_frame(small: Path, visit: Open, tmp_path: Path) -> None:
    host = tmp_path / "host.html"
    frame = f'<iframe sandbox="allow-scripts" width="900" height="900" src="{small.as_uri()}"></iframe>'
    host.write_text(f"<!DOCTYPE html><title>host</title>{frame}", "utf-8")
    opened = visit(host)
    inside = opened.page.frames[1]
    inside.wait_for_selector("#settings > fieldset:not([disabled])")
    inside.click('label:has([name=p][value="1"])')
    expect(opened.page.frame_locator("iframe").locator("[data-id=subtitle]")).to_have_text(
        "k=3, s=2, p=1: 3×3 → 5×5", timeout=20_000
    )
    assert opened.complaints == []


def test_without_scripts_the_first_animation_stands_still(small: Path, visit: Open) -> None:
    page = visit(small, java_script_enabled=False).page
    assert page.is_disabled("[name=k][value='3']")
    assert page.locator("[data-id='output/0/6/6'] text").text_content()


def test_the_command_writes_it_and_makes_it_again_byte_for_byte(tmp_path: Path) -> None:
    words = [
        "explore",
        "--k",
        "2",
        "--k",
        "3",
        "--s",
        "1-2",
        "--p",
        "0",
        "--d",
        "1",
        "--i",
        "2",
        "--view",
        "overlap",
    ]
    said = made(*words, "-o", "a.html", cwd=tmp_path)
    assert said.startswith("a.html  1 view  ")
    assert "Content-Security-Policy: default-src 'none'; script-src 'sha256-" in said
    assert read_recipe(tmp_path / "a.html")["explorer"]["kernel_size"] == [2, 3]
    again = json.loads(made("inspect", "a.html", cwd=tmp_path))["command"]
    first = (tmp_path / "a.html").read_bytes()
    (tmp_path / "a.html").unlink()
    made(*again.split()[1:], cwd=tmp_path)
    assert (tmp_path / "a.html").read_bytes() == first


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--k", "x"], "kernel_size is 'x': --k takes an integer or a range (1-3), and can be given again"),
        (["--k", "0-3"], "kernel_size is 0: each of --k must be at least 1"),
        (["--k", "3-1"], "kernel_size is '3-1', an empty range: write 1-3 for --k"),
        (["--view", "side"], "view is 'side': --view takes one of scatter"),
        (["--theme", "neon"], "theme is 'neon': --theme takes one of light"),
        (["--k", "1-60"], "kernel_size has 60 values: a page offers at most 16 of --k"),
        (["--i", "100"], "input_size is 100: a page shows at most 99 of --i"),
        (["--in-channels", "4"], "in_channels is 4: a page shows at most 3 of --in-channels"),
        (["--p", "9", "--k", "1"], "none of these layers can be shown"),
        (["-o", "explore.gif"], "the explorer's -o ends in .html"),
    ],
)
def test_what_can_not_be_offered_is_said_at_once(words: list[str], message: str, tmp_path: Path) -> None:
    assert message in complaint(run("explore", *words, cwd=tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"kernel_sizes": [3]},
            "'kernel_sizes' can't be explored: take some of kernel_size, stride, padding, ",
        ),
        ({"k": [3], "bias": [1], "stride": [2]}, "'k', 'bias' can't be explored"),
        ({"output_padding": [0]}, "output_padding is not to be chosen: every legal one is offered"),
        ({"view": []}, "view is empty: take at least one of scatter, "),
    ],
)
def test_what_explore_does_not_take_is_refused(options: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        explore(tmp_path / "explore.html", **options)
    assert str(refused.value).startswith(message)
    assert list(tmp_path.iterdir()) == []
