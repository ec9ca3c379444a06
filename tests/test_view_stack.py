"""The stack view, and the ways to ask for it: layer after layer, fields that grow and shrink, paths."""

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import tconv_anim
from tconv_anim.cli.commands import main
from tconv_anim.errors import InputError
from tconv_anim.layer import wording
from tconv_anim.painters import PAINTERS
from tconv_anim.recipe.recipe import Recipe
from tconv_anim.storyboard.storyboard import Cell, Link, Outline
from tconv_anim.trace.fields import paths, projective, receptive
from tconv_anim.trace.stack import Stack
from tests.pages import assert_page_is_tidy

DOUBLE: dict[str, Any] = {"kernel_size": 4, "stride": 2, "padding": 1}
DECODER: dict[str, Any] = {**DOUBLE, "input_size": 4, "activation": "relu", "then": [DOUBLE]}

PRINTED = """
Generator(
  (main): Sequential(
    (0): ConvTranspose2d(4, 8, kernel_size=(4, 4), stride=(1, 1), bias=False)
    (1): BatchNorm2d(8, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
    (2): ReLU(inplace=True)
    (3): ConvTranspose2d(8, 4, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1), bias=False)
    (4): LeakyReLU(negative_slope=0.2, inplace=True)
    (5): Conv2d(4, 1, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
    (6): Tanh()
  )
)
"""


def traced(animation: Any) -> Stack:
    assert isinstance(animation.traced, Stack)
    return animation.traced


def captions(**options: Any) -> list[str]:
    return [k.caption for k in tconv_anim.animate(**options).storyboard.keyframes]


def test_every_map_has_its_numbers_after_its_layer_and_keeps_them() -> None:
    animation = tconv_anim.animate(**DECODER, cell=40)
    stack, board = traced(animation), animation.storyboard
    for step, (kind, numbers) in enumerate(zip(("layer-1", "output"), stack.maps[1:], strict=True), 1):
        for keyframe, seen in board.states():
            cells = [cell for name, cell in seen.items() if name.startswith(f"{kind}/")]
            texts = [cell.text for cell in cells if isinstance(cell, Cell)]
            if keyframe.step < step:
                assert not any(texts)
            elif keyframe.step > step:
                assert texts == [wording.number(value) for value in numbers.ravel().tolist()]


def test_what_a_relu_cuts_is_outlined_then_grey() -> None:
    animation = tconv_anim.animate(**DECODER, cell=40)
    stack, board = traced(animation), animation.storyboard
    cut = {f"layer-1/{c}/{y}/{x}" for c, y, x in np.argwhere(stack.traces[0].output < 0).tolist()}
    assert cut
    acting = [dict(seen) for keyframe, seen in board.states() if "ReLU lets" in keyframe.caption]
    marked = {e.id.removeprefix("different/") for e in acting[0].values() if e.id.startswith("different/")}
    assert marked == cut
    last = board.at_step(None)
    grey = {name for name, cell in last.items() if isinstance(cell, Cell) and cell.role == "zero"}
    assert {name for name in grey if name.startswith("layer-1/")} == cut


def test_a_walk_outlines_the_fields_that_the_trace_has() -> None:
    animation = tconv_anim.animate(**DECODER, cell=40, look="isometric")
    stack, board = traced(animation), animation.storyboard
    kinds = ["input", "layer-1", "output"]
    expected = [
        *(projective(stack.layers, (0, at, at)) for at in (2, 0)),
        *(receptive(stack.layers, (0, at, at)) for at in (8, 0)),
    ]
    for step, fields in enumerate(expected, 3):
        seen = board.at_step(step)
        whole = [dict(s) for k, s in board.states() if k.step == step][-1]
        assert sum(e.id.startswith("window/") for e in seen.values()) == 1
        for kind, field in zip(kinds if step < 5 else kinds[::-1], fields, strict=True):
            window = whole[f"window/{kind}/0"]
            assert isinstance(window, Outline)
            assert (window.rows, window.cols) == field.size
            assert (window.row, window.col) == (field.places[0][0], field.places[1][0])
            lit = [c for n, c in whole.items() if n.startswith(f"{kind}/") and c.role.endswith("-active")]
            assert len(lit) == field.many
        assert sum(isinstance(e, Link) and e.id.startswith("link/") for e in whole.values()) == 4


def test_the_counts_are_the_paths_and_the_verdict_holds_for_them() -> None:
    for k, verdict in ((4, "gets 16 paths: no checkerboard"), (3, "get 1 to 9 paths: a checkerboard")):
        layer: dict[str, Any] = {"kernel_size": k, "stride": 2}
        animation = tconv_anim.animate(**layer, input_size=5, then=[layer], cell=40)
        counted = paths(traced(animation).layers)[-1]
        last = animation.storyboard.at_step(None)
        for y in range(len(counted.axes[0])):
            for x in range(len(counted.axes[1])):
                cell = last[f"count/0/{y}/{x}"]
                assert isinstance(cell, Cell)
                assert cell.text == str(counted.at((y, x)))
        assert verdict in animation.storyboard.description
        assert verdict in captions(**layer, input_size=5, then=[layer])[-1]


def test_captions_say_how_fields_grow_with_the_formula() -> None:
    told = captions(**DECODER)
    assert "Layer 1 spreads it over 4×4 (16 elements), as (1 − 1)·2 + 4 = 4." in told
    assert "Layer 2 spreads it over 10×10 (100 elements), as (4 − 1)·2 + 4 = 10." in told
    assert "Layer 2 spreads it over 7×7 (49 elements), cut at the edge." in told
    summary = (
        "The projective field of input[2, 2]: 1 → 4×4 → 10×10. It reaches 100 of 256 elements of the output."
    )
    assert summary in told


@pytest.mark.parametrize("look", ["flat", "isometric"])
@pytest.mark.parametrize("heat", ["auto", "viridis", "grey"])
def test_pages_of_two_three_and_four_layers_are_tidy(look: str, heat: str) -> None:
    for layers in (2, 3, 4):
        then = [
            "--k 2 --s 2 --activation relu --out-channels 2",
            "--k 3 --p 1 --direct --activation tanh",
            "--k 2",
        ]
        asked: dict[str, Any] = {
            "kernel_size": 2,
            "input_size": 2,
            "then": then[: layers - 1],
            "look": look,
            "heat": heat,
        }
        assert_page_is_tidy(tconv_anim.animate(**asked).storyboard)
        assert_page_is_tidy(tconv_anim.animate(**asked, size=(1280, 720)).storyboard)
    narrow = tconv_anim.animate(**DECODER, look=look, heat=heat).living.narrow
    assert narrow is not None
    assert_page_is_tidy(narrow)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [suffix for suffix, p in PAINTERS.items() if not p.films and not p.keeper])
def test_every_kind_of_file_carries_the_recipe_and_is_made_again(suffix: str, tmp_path: Path) -> None:
    first, again = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    tconv_anim.animate(**DECODER | {"input_size": 2}, look="isometric").save(first)
    shown = CliRunner().invoke(main, ["inspect", str(first)])
    command = shlex.split(json.loads(shown.output)["command"])
    assert CliRunner().invoke(main, [*command[1:-1], str(again)]).exit_code == 0
    assert again.read_bytes() == first.read_bytes()


def test_many_ways_to_ask_for_the_same_stack() -> None:
    recipe = Recipe(**DECODER)
    words = ["--k 4 --s 2 --p 1"]
    line = "nn.Sequential(nn.ConvTranspose2d(1, 1, 4, 2, 1, bias=False), nn.ReLU(), " + (
        "nn.ConvTranspose2d(1, 1, 4, 2, 1, bias=False))"
    )
    others = [
        Recipe(**{**DECODER, "then": words}),
        Recipe(**{**DECODER, "view": "stack"}),
        tconv_anim.stack({**DOUBLE, "activation": "relu"}, DOUBLE, input_size=4).recipe,
        tconv_anim.stack("--k 4 --s 2 --p 1 --activation relu", *words, input_size=4).recipe,
        Recipe(layer=line, node="all", input_size=4),
        Recipe(preset="decoder_4_8_16", look="flat"),
    ]
    assert all(other == recipe for other in others)
    assert recipe.view == "stack"
    assert recipe.name == "tconv-k4-s2-p1-i4-stack-of-2"


def test_a_view_of_convolutions_says_that_the_first_layer_is_one() -> None:
    recipe = Recipe(kernel_size=3, view="conv", input_size=5, then=["--k 2 --s 2"])
    assert (recipe.view, recipe.direct) == ("stack", True)
    assert Recipe(preset="lecture_convolution", then=["--k 2"]).direct
    assert Recipe(preset="checkerboard_k3_s2", then=["--k 3 --s 2"]).view == "stack"


def test_a_printed_model_is_a_stack_with_its_activations_and_says_what_is_left_out() -> None:
    recipe = Recipe(layer=PRINTED, node="all", input_size=1)
    assert [one.activation.text for one in recipe.layers] == ["relu", "leaky_relu(0.2)", "tanh"]
    assert [one.direct for one in recipe.layers] == [False, False, True]
    assert "Left out of the stack: BatchNorm2d." in recipe.notes
    some = Recipe(layer=PRINTED, node="main.3..main.5", input_size=2)
    assert [one.layer.out_channels for one in some.layers] == [4, 1]
    file = "tconv_anim/examples/digits.npz"
    digits = Recipe(layer=file, node="w1..w2", stride=2, padding=1, activation="relu", input_size=2)
    assert [one.activation.text for one in digits.layers] == ["relu", "none"]


@pytest.mark.torch
def test_a_model_that_runs_gives_its_own_output() -> None:
    import torch
    from torch import nn

    torch.manual_seed(3)
    model = nn.Sequential(
        nn.ConvTranspose2d(3, 2, 4, 2, 1), nn.LeakyReLU(0.2), nn.Dropout(0), nn.Conv2d(2, 1, 3), nn.Tanh()
    ).double()
    x = torch.randn(3, 4, 4, dtype=torch.float64)
    animation = tconv_anim.animate(layer=model, node="all", input=x)
    assert np.allclose(traced(animation).output, model(x[None])[0].detach().numpy(), rtol=1e-12, atol=1e-12)
    assert animation.recipe.notes == ("Left out of the stack: Dropout.",)


def test_the_whole_digits_decoder_is_drawn_with_all_of_its_maps() -> None:
    animation = tconv_anim.animate(preset="digits_decoder")
    last = animation.storyboard.at_step(None)
    drawn = {name.rpartition("/")[0].rpartition("/")[0] for name, e in last.items() if isinstance(e, Cell)}
    assert {*(f"input/{c}" for c in range(8)), *(f"layer-1/{c}" for c in range(4)), "output/0"} <= drawn
    second = tconv_anim.animate(preset="digits_last")
    assert np.allclose(traced(animation).output, second.trace.output, atol=5e-3)  # which are in thousandths


def test_a_deep_stack_is_added_up_without_a_table_and_shows_its_strongest_channels() -> None:
    then = ["--k 4 --s 2 --p 1 --out-channels 20 --activation relu", "--k 4 --s 2 --p 1 --out-channels 1"]
    animation = tconv_anim.animate(**DOUBLE, input_size=4, in_channels=16, out_channels=40, then=then)
    stack = traced(animation)
    assert not any(len(trace) for trace in stack.traces)
    last = animation.storyboard.at_step(None)
    assert {"after layer 1, 4 of 40"} <= {getattr(e, "text", "") for e in last.values()}
    energies = (stack.maps[1].astype(float) ** 2).sum((1, 2))
    shown = {int(name.split("/")[1]) for name in last if re.fullmatch(r"layer-1/\d+/0/0", name)}
    assert shown == set(np.argsort(-energies)[:4].tolist())


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"then": ["--in-channels 2"]}, "layer 2: the layer before it gives 1 and in_channels is 2"),
        ({"then": ["", "--i 3"]}, "layer 3: the layer before it gives 7×7 and input_size is 3×3"),
        ({"then": ["--k 0"]}, "layer 2: kernel_size is 0"),
        ({"then": ["--look flat"]}, "layer 2: '--look' is unknown here"),
        ({"then": ["--direct --k 9"]}, "layer 2: the dilated kernel is larger than the padded input"),
        ({"then": [""] * 9}, "with the first there are at most 9 layers"),
        ({"then": [""], "view": "scatter"}, "take one of stack for view"),
        ({"activation": "relu"}, "activation is 'relu' and view is 'scatter'"),
        (
            {"then": ["--activation swish"]},
            "layer 2: activation is 'swish': activation takes one of none, relu",
        ),
        ({"then": [""], "shown_in": 1}, "shown_in is"),
        ({"layer": PRINTED, "node": "main.5..main.0", "input_size": 1}, "no layers from there to there"),
        ({"layer": PRINTED, "node": "main.0..main.9", "input_size": 1}, "none of that name"),
        (
            {
                "layer": "nn.Sequential(nn.Conv2d(1, 2, 1), nn.Conv2d(3, 1, 1))",
                "node": "all",
                "input_size": 1,
            },
            "layer 2: the layer before it gives 2 and in_channels is 3",
        ),
        (
            {"then": ["'nn.Upsample(scale_factor=2, mode=\"bilinear\")'"]},
            "such an up-sampler can only be the first",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_the_layers_number(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as refused:
        tconv_anim.animate(**asked)
    assert message in str(refused.value)


def test_shape_code_and_trace_tell_of_every_layer() -> None:
    words = ["--k", "4", "--s", "2", "--i", "2", "--then", "--k 3 --direct"]
    told = {name: CliRunner().invoke(main, [name, *words]).output for name in ("shape", "code", "trace")}
    assert re.findall(r"→ output (\S+)", told["shape"]) == ["1×6×6", "1×4×4"]
    assert told["code"].count("torch.nn.") == 2
    first, second = json.loads(told["trace"])
    assert first["output"] == second["input"]
    shapes = json.loads(CliRunner().invoke(main, ["shape", "--json", *words]).output)
    assert len(shapes) == 2


def test_only_a_single_layer_is_asked_what_size_comes_out() -> None:
    assert not tconv_anim.animate(**DECODER).living.questions
    assert tconv_anim.animate(**DOUBLE, view="stack").living.questions


def test_sums_end_on_what_their_cells_show_and_name_the_activation() -> None:
    animation = tconv_anim.animate(**DECODER, cell=40)
    last = animation.storyboard.at_step(None)
    sums = [told for told in animation.storyboard.sums if told.value]
    assert {told.cell.partition("/")[0] for told in sums} == {"layer-1", "output"}
    for told in sums:
        cell = last[told.cell]
        assert isinstance(cell, Cell)
        assert cell.text.replace("-", "−") == told.value
        assert sum(int(term.value.replace("−", "-")) for term in told.terms) == int(
            told.value.replace("−", "-")
        )
        by = [term.text for term in told.terms if "by ReLU" in term.text]
        assert len(by) == told.cell.startswith("layer-1")


def test_a_file_of_a_stack_says_nothing_that_its_layers_give_each_other() -> None:
    text = Recipe(**DECODER).to_json()
    (after,) = json.loads(text)["options"]["then"]
    assert after == {"kernel_size": [4, 4], "stride": [2, 2], "padding": [1, 1]}
    steps = [keyframe.step for keyframe in tconv_anim.animate(**DECODER).storyboard.keyframes]
    assert all(0 <= b - a <= 1 for a, b in pairwise(steps))
