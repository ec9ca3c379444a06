"""The explorer in a real browser: all that it offers ends on the trace, and nothing blanks it."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.explore import explore, look_of
from tconv_anim.layer import wording
from tconv_anim.recipe.exploration import RANGES, USUAL_VIEWS
from tconv_anim.recipe.inspection import read_recipe
from tconv_anim.trace.trace import Trace
from tconv_anim.views import VIEWS
from tconv_anim.views.common.back import way_back
from tests import players
from tests.browser import Visit
from tests.command import complaint, contents, made, run, start

Open = Callable[..., Visit]

# Shows each of these layers' boards as a reader would see their last keyframe, and reads its numbers.
READ_ALL = """async ([view, layers]) => {
  const { explorer } = document.getElementById("player");
  const read = [];
  for (const settings of layers) {
    const asked = { ...settings, view };
    const trouble = explorer.trouble(asked);
    if (trouble) { read.push(trouble); continue; }
    const board = await explorer.board(asked);
    explorer.player.stage.open(board, new Numbers(), () => false);
    explorer.player.stage.show(board.durations.length - 1);
    read.push(Object.fromEntries([...document.querySelectorAll(
      '#stage > svg [data-id^="output/"], #stage > svg [data-id^="back/"]')].map((group) =>
        [group.dataset.id, group.querySelector("text")?.textContent ?? ""])));
  }
  return read;
}"""

SHORT = {name: usual.key for name, usual in RANGES.items()} | {"output_padding": "op"}


def offered(ranges: dict[str, Any]) -> list[dict[str, int]]:
    """All layers of these ranges, legal or not, with every output_padding that is legal for some."""
    ranges = ranges | {"output_padding": range(max(*ranges["stride"], *ranges["dilation"]))}
    return [dict(zip(ranges, values, strict=True)) for values in product(*ranges.values())]


def wanted(layer: dict[str, int], view: str) -> dict[str, str] | str:
    """The numbers that a view ends on, straight from the trace; or the program's refusal."""
    try:
        trace = tconv_anim.animate(None, **layer, view=view).trace
    except InputError as error:
        return str(error)
    maps = {"output": trace.output}
    if view == "roundtrip":
        assert isinstance(trace, Trace)
        maps["back"] = way_back(trace).output
    return {
        f"{name}/{c}/{y}/{x}": wording.prose(value)
        for name, array in maps.items()
        for c, channel in enumerate(array.tolist())
        for y, row in enumerate(channel)
        for x, value in enumerate(row)
    }


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
    page.wait_for_selector("#settings:not([hidden])")
    return page


def choose(page: Page, **settings: Any) -> None:
    for name, value in settings.items():
        page.click(f'label:has([name={name}][value="{value}"])')


def subtitle(page: Page) -> str:
    return page.inner_text("[data-id=subtitle]")


def assert_every_animation_ends_on_the_trace(
    visit: Open, path: Path, views: Iterable[str], ranges: Any
) -> None:
    saved = explore(path, view=tuple(views), **ranges)
    opened = visit(saved.path)
    page = ready(opened.page)
    layers = offered(ranges)
    asked = [{SHORT[name]: value for name, value in layer.items()} for layer in layers]
    shown = 0
    for view in views:
        read_all = page.evaluate(READ_ALL, [view, asked])
        for layer, read in zip(layers, read_all, strict=True):
            expected = wanted(layer, view)
            if isinstance(expected, dict):
                shown += 1
                read = {name: read[name] for name in expected}
            assert read == expected, (view, layer)
    assert shown == saved.frames > 0
    opened.assert_alone(saved.path)


@pytest.mark.slow
def test_every_animation_on_offer_ends_on_the_trace(visit: Open, tmp_path: Path) -> None:
    usual = {name: list(usual.option.usual) for name, usual in RANGES.items()}
    path = tmp_path / "explore.html"
    assert_every_animation_ends_on_the_trace(visit, path, USUAL_VIEWS, usual)
    assert path.stat().st_size < 1_500_000


@pytest.mark.slow
def test_the_other_views_end_on_the_trace_too(visit: Open, tmp_path: Path) -> None:
    few = {
        "kernel_size": [1, 3],
        "stride": [1, 2, 3],
        "padding": [0, 2],
        "dilation": [1, 2],
        "input_size": [3],
    }
    others = VIEWS.keys() - set(USUAL_VIEWS)
    assert_every_animation_ends_on_the_trace(visit, tmp_path / "explore.html", sorted(others), few)


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


@pytest.mark.parametrize("view", ["scatter", "gather"])
def test_an_unpacked_board_is_the_one_that_was_packed(view: str, small: Path, visit: Open) -> None:
    page = ready(visit(small).page)
    layer: dict[str, Any] = {"kernel_size": 3, "stride": 2, "padding": 1, "input_size": 3}
    animation = tconv_anim.animate(**layer, view=view, **look_of(view))
    choose(page, p=1, view=view)
    expect(page.locator("[data-id=subtitle]")).to_have_text("k=3, s=2, p=1: 3×3 → 5×5")
    for keyframe, state in enumerate(players.states(animation.storyboard)):
        page.fill("#scrubber", str(keyframe))
        assert players.seen(page) == state
    captions = [keyframe.caption for keyframe in animation.storyboard.keyframes]
    assert players.caption(page) == captions[-1]
    page.evaluate("document.querySelector('.tables button').click()")
    assert page.inner_text("#sum").startswith("goes into ")


def test_what_is_impossible_explains_itself_and_blanks_nothing(small: Path, visit: Open) -> None:
    opened = visit(small)
    page = ready(opened.page)
    choose(page, op=1)
    expect(page.locator("[data-id=subtitle]")).to_have_text("k=3, s=2, op=1: 3×3 → 8×8")
    before = players.seen(page)
    choose(page, s=1)
    with pytest.raises(InputError) as refused:
        tconv_anim.animate(kernel_size=3, stride=1, output_padding=1)
    assert page.inner_text("[role=alert]") == str(refused.value)
    assert players.seen(page) == before
    assert page.is_hidden("#snippets")
    choose(page, op=0)
    expect(page.locator("#trouble")).to_be_hidden()
    expect(page.locator("[data-id=subtitle]")).to_have_text("k=3, s=1: 3×3 → 5×5")
    choose(page, k=1, i=1, p=1)
    assert page.inner_text("[role=alert]").startswith("the output would be -1 cells high")
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
        ("command", "tconv-anim --k 3 --s 2 --i 3 --story short --cell 44 --view scatter -o figure.html"),
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
        expect(page.locator("#copied")).to_have_text(f"Copied: {code}")
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
    page.click("#snippets summary")
    for choices in ({}, {"op": 1, "s": 1}):
        choose(page, **choices)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def test_it_works_in_a_sandboxed_frame(small: Path, visit: Open, tmp_path: Path) -> None:
    host = tmp_path / "host.html"
    frame = f'<iframe sandbox="allow-scripts" width="900" height="900" src="{small.as_uri()}"></iframe>'
    host.write_text(f"<!DOCTYPE html><title>host</title>{frame}", "utf-8")
    opened = visit(host)
    inside = opened.page.frames[1]
    inside.wait_for_selector("#settings:not([hidden])")
    inside.click('label:has([name=p][value="1"])')
    expect(opened.page.frame_locator("iframe").locator("[data-id=subtitle]")).to_have_text(
        "k=3, s=2, p=1: 3×3 → 5×5"
    )
    assert opened.complaints == []


def test_without_scripts_the_first_animation_stands_still(small: Path, visit: Open) -> None:
    page = visit(small, java_script_enabled=False).page
    assert page.is_hidden("#settings")
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
    assert said.startswith("a.html  6 animations  ")
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
        (["--k", "1-60", "--i", "1-60"], "a page holds at most 20,000: take fewer values of --k"),
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


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ended(pid: int) -> bool:
    """Gone, or dead and waiting for somebody to notice."""
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_stopped_explorer_stops_its_processes_too(sent: signal.Signals, tmp_path: Path) -> None:
    workers: list[int] = []
    with start("explore", "--jobs", "2", "--i", "4-7", cwd=tmp_path) as process:
        try:
            deadline = time.monotonic() + 60
            while len(workers := children(process.pid)) < 2:
                assert time.monotonic() < deadline, "it doesn't begin"
                time.sleep(0.02)
            time.sleep(0.5)
            assert process.poll() is None
            process.send_signal(sent)
            # Its work would take it a minute more. Workers that live on would keep the streams open.
            printed, complained = process.communicate(timeout=15)
        finally:
            process.kill()
            deadline = time.monotonic() + 10
            while (left := [pid for pid in workers if not ended(pid)]) and time.monotonic() < deadline:
                time.sleep(0.1)
            for pid in left:
                os.kill(pid, signal.SIGKILL)
    assert process.returncode == (-sent if sent == signal.SIGKILL else 128 + sent)
    assert (printed, "Traceback" in complained, left) == ("", False, [])
    assert contents(tmp_path) == {}
