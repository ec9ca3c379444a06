"""The backward view: forward, then each gradient, with the numbers that the traces have, told as they are."""

import json
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.layer import wording
from tconv_anim.recipe.recipe import Recipe
from tconv_anim.storyboard.storyboard import Cell, Label, Outline, Storyboard
from tconv_anim.trace.backward import GRADIENT, backward, bias_gradient, weight_gradient
from tconv_anim.trace.several import Several, each
from tconv_anim.views import VIEWS, Look
from tests.command import complaint, run
from tests.layers import Example, examples
from tests.pages import assert_page_is_tidy
from tests.test_digits import EQUATION

PLAIN: dict[str, Any] = {"view": "backward", "kernel_size": 3, "stride": 2, "input_size": 5, "direct": True}


def played(example: Example, direct: bool) -> tuple[Several, Storyboard]:
    trace = example.conv_trace if direct else example.trace
    shape = trace.layer.output_shape
    several = backward(trace, np.arange(prod(shape)).reshape(shape) * 5 % 7 - 3)
    return several, VIEWS["backward"](several, Look(cell=32))


def arrays(several: Several) -> dict[str, Any]:
    there, of_input, of_weight = each(several)
    return {
        "input": there.input,
        "kernel": there.weight,
        "output": there.output,
        "input-gradient": of_input.output,
        "kernel-gradient": weight_gradient(there.layer, of_weight.output),
        "gradient": several.arrays[GRADIENT],
    }


def shown(seen: Any, name: str, array: Any) -> list[str]:
    cells = [seen["/".join(map(str, (name, *place)))] for place in np.ndindex(array.shape)]
    return [cell.text for cell in cells if isinstance(cell, Cell)]


@pytest.mark.parametrize("direct", [False, True], ids=["transposed", "direct"])
@settings(max_examples=40, deadline=None)
@given(example=examples(largest=3) | examples(largest=3, floats=True))
def test_all_six_arrays_end_on_their_numbers_and_each_gradient_comes_in_its_turn(
    direct: bool, example: Example
) -> None:
    several, board = played(example, direct)
    there, of_input, of_weight = (len(list(_steps(trace))) for trace in each(several))
    assert board.steps == there + of_input + of_weight
    begins = {"gradient": there, "input-gradient": there + 1, "kernel-gradient": there + of_input + 1}
    for keyframe, seen in board.states():
        for name, first in begins.items():
            if keyframe.step < first:
                assert set(shown(seen, name, arrays(several)[name])) == {""}
    for name, array in arrays(several).items():
        assert shown(seen, name, array) == [wording.number(value) for value in array.ravel().tolist()]
    assert not any(isinstance(one, Outline) and one.role == "active" for one in seen.values())
    assert_page_is_tidy(board)


def _steps(trace: Any) -> Any:
    return trace.stamps() if hasattr(trace, "stamps") else trace.by_output()


@pytest.mark.parametrize("direct", [False, True], ids=["transposed", "direct"])
@settings(max_examples=25, deadline=None)
@given(example=examples(largest=3))
def test_what_a_number_is_made_of_is_read_in_the_cells_that_its_sum_names(
    direct: bool, example: Example
) -> None:
    _, board = played(example, direct)
    last = board.at_step(None)
    numbers = {name: int(cell.text) for name, cell in last.items() if isinstance(cell, Cell) and cell.text}
    for told in board.sums:
        if not told.value:
            continue
        products = [numbers[term.input] * numbers[term.weight] for term in told.terms if term.weight]
        others = [int(term.value.replace("−", "-")) for term in told.terms if not term.weight]
        assert sum(products) + sum(others) == numbers[told.cell] == int(told.value.replace("−", "-"))


@pytest.mark.parametrize("direct", [False, True], ids=["transposed", "direct"])
@settings(max_examples=25, deadline=None)
@given(example=examples(largest=3))
def test_every_equation_in_a_caption_is_true(direct: bool, example: Example) -> None:
    _, board = played(example, direct)
    for keyframe in board.keyframes:
        for left, _, right in EQUATION.findall(keyframe.caption):
            if "…" not in keyframe.caption:
                sums = left.replace("−", "-").replace("·", "*")
                assert eval(sums) == int(right.replace("−", "-").strip("()")), keyframe.caption


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (PLAIN, "So the way back of a convolution is a transposed convolution: it leads from 2×2 to 5×5."),
        (
            {"view": "backward", "kernel_size": 2, "stride": 2, "input_size": 2},
            "So the way back of a transposed convolution is a convolution: it leads from 4×4 to 2×2.",
        ),
    ],
)
def test_it_ends_on_what_leads_back(options: dict[str, Any], told: str) -> None:
    *_, last = tconv_anim.animate(**options).storyboard.keyframes
    assert last.caption == told


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            {"bias": [4], "gradient": [[1, -2], [0, 3]]},
            "The gradient of the bias is the sum of the output's: 1 + (−2) + 0 + 3 = 2.",
        ),
        (
            {"bias": [4, 0], "out_channels": 2, "gradient": [[[1, -2], [0, 3]], [[1, 1], [1, 1]]]},
            "The gradient of the bias is the sum of each channel of the output's: 2, 4.",
        ),
    ],
)
def test_the_gradient_of_the_bias_is_told(options: dict[str, Any], told: str) -> None:
    captions = [frame.caption for frame in tconv_anim.animate(**PLAIN | options).storyboard.keyframes]
    assert told in captions
    assert bias_gradient(np.array(options["gradient"])[None]).tolist()


def test_channels_and_groups_have_their_own_names() -> None:
    grouped = {**PLAIN, "groups": 2, "in_channels": 2, "out_channels": 4, "shown_out": "all"}
    seen = tconv_anim.animate(**grouped).storyboard.at_step(None)
    headings = [one.text for one in seen.values() if isinstance(one, Label) and one.id.startswith("heading/")]
    kernels = [text for text in headings if text.startswith("kernel")]
    assert sorted(kernels) == ["kernel 0→0", "kernel 0→1", "kernel 1→2", "kernel 1→3"]
    assert [f"gradient of {text}" in headings for text in kernels] == [True] * 4
    assert "gradient of input 1" in headings


def test_of_a_part_of_a_layer_the_gradient_is_that_of_the_channels_that_are_shown() -> None:
    gradient = np.arange(8 * 4).reshape(8, 2, 2)
    large = {**PLAIN, "in_channels": 4, "out_channels": 8, "gradient": gradient, "shown_out": (5,)}
    animation = tconv_anim.animate(**large)
    assert animation.recipe.gradient.tolist() == gradient[5:6].tolist()
    captions = [frame.caption for frame in animation.storyboard.keyframes]
    assert any("as far as it comes from the channels that are shown" in caption for caption in captions)


def test_a_layer_of_ones_own_is_shown_as_what_it_is() -> None:
    direct, transposed = (
        tconv_anim.animate(layer=f"nn.{name}(1, 1, 3)", view="backward", input_size=4).recipe
        for name in ("Conv2d", "ConvTranspose2d")
    )
    assert (direct.direct, transposed.direct) == (True, False)
    assert direct.layer.output_shape == (1, 2, 2)
    assert transposed.layer.output_shape == (1, 6, 6)


def test_the_recipe_says_which_kind_of_layer_it_is_and_its_gradient() -> None:
    recipe = tconv_anim.animate(**PLAIN, gradient=[[1, 0], [0, 2]]).recipe
    said = json.loads(recipe.to_json())["options"]
    assert (said["direct"], said["gradient"]) == (True, [[[1, 0], [0, 2]]])
    again, _ = Recipe.from_json(recipe.to_json())
    assert again == recipe
    assert "--direct" in recipe.command()
    # A view of convolutions only has nothing to say.
    assert "--direct" not in tconv_anim.animate(view="conv", direct=True).recipe.command()


def test_what_inspect_prints_makes_the_same_file(tmp_path: Path) -> None:
    run(
        "--view",
        "backward",
        "--direct",
        "--k",
        "2",
        "--gradient",
        "[[1,-1],[0,2]]",
        "-o",
        "a.png",
        cwd=tmp_path,
    )
    found = json.loads(run("inspect", "a.png", cwd=tmp_path).stdout)
    again = found["command"].split()[1:]
    run(*[word.strip("'") for word in again[: again.index("-o")]], "-o", "b.png", cwd=tmp_path)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "--view backward --gradient [[1]]",
            r"gradient has shape \(1, 1, 1\): --gradient must have the output's",
        ),
        (
            "--view scatter --direct",
            "direct is True and view is 'scatter': leave --direct out, or take one of conv",
        ),
        (
            "--view backward --direct --s 2 --op 1",
            "the layer is a direct convolution: leave --op out, or --direct",
        ),
        ("--view backward --framework jax-same", "which reverses the kernel, and so the weight's gradient"),
        ("--view backward --look isometric", "look is 'isometric' and view is 'backward'"),
    ],
)
def test_what_it_does_not_show_is_refused(words: str, told: str, tmp_path: Path) -> None:
    import re

    done = run(*words.split(), "-o", "x.png", cwd=tmp_path)
    assert re.search(told, complaint(done))


def test_pages_without_numbers_quote_none() -> None:
    board = tconv_anim.animate(**PLAIN, values=False, bias=[3]).storyboard
    assert not any(" = " in frame.caption for frame in board.keyframes)


def test_a_narrow_page_has_each_gradient_beside_its_array() -> None:
    narrow = tconv_anim.animate(**PLAIN).living.narrow
    assert narrow
    tops = {name: narrow.panels[f"{name}/0{'/0' * name.startswith('kernel')}"].origin for name in _SIX}
    for name in ("input", "kernel"):
        assert abs(tops[name][1] - tops[f"{name}-gradient"][1]) <= 1
    assert tops["input"][1] < tops["kernel"][1] < tops["output"][1]


_SIX = ("input", "kernel", "output", "input-gradient", "kernel-gradient", "gradient")


def test_sums_that_leave_their_range_are_refused() -> None:
    with pytest.raises(InputError, match="range"):
        tconv_anim.animate(**PLAIN, gradient=np.full((2, 2), 2**62)).storyboard.at_step(None)
