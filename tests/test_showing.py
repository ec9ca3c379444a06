"""A part of a large layer, asked for and drawn: its sums end in the true output, and it says what it is."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import tconv_anim
from tconv_anim.cli.commands import main
from tconv_anim.errors import InputError
from tconv_anim.layer.direct import ConvLayer
from tconv_anim.layer.geometry import Layer
from tconv_anim.recipe.inspection import command, read_recipe
from tconv_anim.recipe.recipe import Recipe
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.storyboard import Cell, Label
from tconv_anim.trace.convtrace import record_conv
from tconv_anim.trace.trace import record
from tconv_anim.views import SINGLE, VIEWS

RESTED = [name for name, view in VIEWS.items() if view.rest]


def large(view: str = "scatter", **more: Any) -> dict[str, Any]:
    """A layer of 8 channels to 6, with decimals, in options."""
    random = np.random.default_rng(7)
    shape = (6, 8, 4, 4) if VIEWS[view].direct else (8, 6, 4, 4)
    numbers = {"input": random.normal(size=(8, 5, 5)), "weight": random.normal(size=shape)}
    return {"stride": 2, "padding": 1, "bias": np.arange(6) / 4, "view": view, **numbers, **more}


def whole_output(options: dict[str, Any]) -> Any:
    recipe = Recipe(**options)
    layer = recipe.layer
    if isinstance(layer, ConvLayer):
        return record_conv(layer.params, *recipe.tensors).output
    return record(layer.params, *recipe.tensors).output


@pytest.mark.parametrize("view", RESTED)
def test_every_sum_on_the_last_picture_ends_in_the_true_output(view: str) -> None:
    options = large(view, cell=60)
    animation = tconv_anim.animate(**options)
    part = animation.recipe.part
    assert (len(part.input.channels), len(part.output.channels)) == (3, 1)
    want = whole_output(options)[list(part.output.channels)]
    np.testing.assert_allclose(animation.trace.output, want, rtol=1e-12, atol=1e-12)
    seen = animation.storyboard.at_step(None)
    shown = {e.id: e.text for e in seen.values() if isinstance(e, Cell) and ids.kind(e.id) == "output"}
    for (y, x), value in np.ndenumerate(want[0]):
        assert float(shown[ids.of("output", 0, y, x)]) == pytest.approx(value, rel=1e-3, abs=1e-9)


@pytest.mark.parametrize("view", RESTED)
def test_the_rest_is_a_map_of_its_own_and_joins_last(view: str) -> None:
    board = tconv_anim.animate(**large(view, cell=40)).storyboard
    assert any(ids.kind(panel) == "rest" for panel in board.panels)
    captions = [keyframe.caption for keyframe in board.keyframes if keyframe.step > board.steps]
    [joining] = [caption for caption in captions if "rest joins last" in caption]
    assert "what the other 5 input channels add" in joining
    assert "The bias" in joining
    total = re.search(r"= (\S+) \+ (\S+) [=≈] (\S+)\.$", joining)
    assert total is not None
    before, rest, after = (float(number.strip("()").replace("−", "-")) for number in total.groups())
    assert before + rest == pytest.approx(after, rel=1e-3)
    sums = [one for one in board.sums if one.value]
    assert all(one.terms[-1].input.startswith("rest/") for one in sums)


@pytest.mark.parametrize("view", [name for name in SINGLE if name not in RESTED])
def test_other_views_show_the_part_alone_and_say_so(view: str) -> None:
    animation = tconv_anim.animate(**large(view))
    assert animation.recipe.part is not None
    assert animation.trace.rest is None
    board = animation.storyboard
    assert not any(ids.kind(panel) == "rest" for panel in board.panels)


@pytest.mark.parametrize("view", SINGLE)
def test_the_alt_text_says_which_part_it_is_and_what_became_of_all_else(view: str) -> None:
    told = tconv_anim.animate(**large(view, cell=40)).storyboard.description
    became = "in the rest" if view in RESTED else "left out"
    assert "Shown: 3 of 8 input channels, 1 of 6 output channels: " in told
    assert told.endswith(f"; the other 5 are {became}.")


def test_channels_rows_and_columns_keep_the_numbers_that_the_layer_gives_them() -> None:
    animation = tconv_anim.animate(**large(shown_in=(2, 6), shown_out=(4,), crop=((1, 3), (2, 5))))
    board = animation.storyboard
    texts = {e.text for e in board.at_step(0).values() if isinstance(e, Label)}
    assert {"input 2", "input 6", "kernel 2→4", "kernel 6→4"} <= texts
    told = [keyframe.caption for keyframe in board.keyframes if keyframe.step == 1]
    assert told[0].startswith("step 1 of 12 · input[2, 1, 2] = ")
    assert "rows 2 to 5, columns 4 to 7" in told[0]
    last = list(board.keyframes)[-1].caption
    assert last == "These are rows 1 to 6, columns 3 to 9 of the 10×10 output."
    assert board.title == "Transposed convolution"
    assert any("8×5×5 → 6×10×10" in text for text in texts)


def test_a_crop_to_the_end_keeps_what_output_padding_adds_there() -> None:
    options = large(output_padding=1, crop=((3, 5), (3, 5)), shown_out=(0,))
    trace = tconv_anim.animate(**options).trace
    want = whole_output(options)[:1, 5:, 5:]
    assert trace.output.shape == want.shape == (1, 6, 6)
    np.testing.assert_allclose(trace.output, want, rtol=1e-12, atol=1e-12)


def test_all_channels_can_be_asked_for() -> None:
    animation = tconv_anim.animate(in_channels=5, shown_in="all")
    assert animation.recipe.part is None
    assert animation.trace.input.shape[0] == 5


def test_layers_of_few_channels_are_shown_whole() -> None:
    assert tconv_anim.animate(in_channels=3, out_channels=2).recipe.part is None


def test_of_many_groups_one_is_shown_with_all_that_it_needs() -> None:
    animation = tconv_anim.animate(groups=8)
    part = animation.recipe.part
    assert len(part.output.channels) == 1
    assert part.input.channels == part.output.channels
    assert animation.trace.rest is None


def test_the_command_says_first_what_it_shows(tmp_path: Path) -> None:
    target = tmp_path / "x.gif"
    words = [
        "--k",
        "4",
        "--s",
        "2",
        "--p",
        "1",
        "--i",
        "2",
        "--in-channels",
        "512",
        "--out-channels",
        "256",
        "-o",
    ]
    done = CliRunner().invoke(main, [*words, str(target)])
    assert done.exit_code == 0, done.output
    first = done.output.splitlines()[0]
    assert re.match(
        r"Shown: input channels \d+, \d+, \d+ of 0 to 511; output channel \d+ of 0 to 255 \(", first
    )
    assert "all else is in the rest" in first


@pytest.mark.parametrize("view", ["scatter", "gather", "overlap"])
def test_a_file_carries_the_part_and_makes_it_again(tmp_path: Path, view: str) -> None:
    animation = tconv_anim.animate(**large(view, input_size=5))
    first, again = tmp_path / "first.gif", tmp_path / "again.gif"
    animation.save(first)
    recipe = read_recipe(first)
    same, _ = Recipe.from_json(recipe)
    assert same == animation.recipe
    assert same.part == animation.recipe.part
    words = command(json.loads(json.dumps(recipe)), str(again))
    done = CliRunner().invoke(main, shlex.split(words)[1:])
    assert done.exit_code == 0, done.output
    assert first.read_bytes() == again.read_bytes()


def test_a_huge_layer_keeps_its_files_small(tmp_path: Path) -> None:
    target = tmp_path / "x.gif"
    tconv_anim.animate(in_channels=256, out_channels=128, kernel_size=4, stride=2, input_size=2).save(target)
    assert target.stat().st_size < 200_000


def test_a_part_is_named_after_the_whole() -> None:
    options: dict[str, Any] = {"kernel_size": 4, "stride": 2, "padding": 1, "input_size": 4}
    name = tconv_anim.animate(in_channels=16, out_channels=8, crop=((0, 2), (0, 2)), **options).recipe.name
    assert name == "tconv-k4-s2-p1-c16-8-i4-scatter"


def test_a_part_that_does_not_fit_is_refused() -> None:
    part = tconv_anim.animate(**large()).recipe.part
    with pytest.raises(InputError, match="part doesn't fit"):
        tconv_anim.animate(part=part, kernel_size=2)
    with pytest.raises(InputError, match="part doesn't fit"):
        tconv_anim.animate(part=part, kernel_size=2, in_channels=3, out_channels=1, input_size=6)


def test_output_padding_is_told_of_only_where_the_crop_reaches_it() -> None:
    for crop, told in ((((0, 2), (0, 2)), False), (((3, 5), (3, 5)), True)):
        animation = tconv_anim.animate(**large(output_padding=1, shown_out=(0,), crop=crop))
        layer = animation.trace.layer
        assert isinstance(layer, Layer)
        assert layer.output_padding == ((1, 1) if told else (0, 0))
        texts = [e.text for e in animation.storyboard.at_step(None).values() if isinstance(e, Label)]
        assert any("restored by output_padding" in text for text in texts) == told


@pytest.mark.parametrize("suffix", [".html", ".svg", ".txt", ".png", ".apng", ".webp"])
def test_every_kind_of_file_can_show_a_rest(suffix: str, tmp_path: Path) -> None:
    animation = tconv_anim.animate(**large(crop=((0, 2), (0, 2))))
    saved = animation.save(tmp_path / f"x{suffix}")
    assert saved.bytes > 1000
    if suffix in (".html", ".svg", ".txt"):
        assert "rest" in saved.path.read_text("utf-8")
