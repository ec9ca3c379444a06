"""The compare view: each framework's output, what differs from PyTorch's, and a truthful count of answers."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given

import tconv_anim
from tconv_anim.layer import wording
from tconv_anim.layer.frameworks import COMPARED, KERAS_SAME, ONNX_LOWER, ONNX_UPPER, PYTORCH, Framework
from tconv_anim.storyboard.storyboard import Cell, Element, Label, Outline, Storyboard
from tests.layers import Example, examples

TELLING = {
    "input": [[1, 2, 3]],
    "weight": [[1, 10, 100]],
    "stride": (1, 2),
    "padding": (0, 1),
    "output_padding": (0, 1),
}
"""The layer that tells the frameworks apart."""


def compared(**options: Any) -> Storyboard:
    return tconv_anim.animate(view="compare", **options).storyboard


def cell(element: Element) -> Cell:
    assert isinstance(element, Cell)
    return element


def panel(framework: Framework) -> str:
    """The id of a framework's output."""
    return "output" if framework is PYTORCH else framework.key


def cells(storyboard: Storyboard, key: str) -> dict[tuple[int, ...], Cell]:
    """The cells of a framework's output in the last keyframe, by (c, y, x); not those that were cut off."""
    return {
        tuple(map(int, e.id.removeprefix(f"{key}/").split("/"))): e
        for e in storyboard.at_step(None).values()
        if isinstance(e, Cell) and e.id.startswith(f"{key}/") and e.role != "cropped"
    }


def row(storyboard: Storyboard, key: str) -> str:
    return " ".join(c.text for _, c in sorted(cells(storyboard, key).items()))


def test_the_vector_that_tells_them_apart() -> None:
    storyboard = compared(**TELLING)
    assert row(storyboard, "output") == "10 102 20 203 30 300"
    assert row(storyboard, "keras-same") == "1 10 102 20 203 30"
    assert row(storyboard, "jax-same") == "100 10 201 20 302 30"
    assert row(storyboard, "onnx-upper") == row(storyboard, "keras-same")
    assert row(storyboard, "onnx-lower") == row(storyboard, "output")
    *_, last = storyboard.keyframes
    assert last.caption == (
        "Same shape, three answers: PyTorch and SAME_LOWER agree; Keras same and SAME_UPPER agree; "
        "JAX SAME stands alone."
    )


def told(storyboard: Storyboard, framework: Framework) -> list[str]:
    """The notes on a framework's output."""
    seen = storyboard.at_step(None)
    found = (seen.get(f"note/{framework.key}/0/{i}") for i in range(3))
    return [label.text for label in found if isinstance(label, Label)]


def test_onnx_with_an_output_padding_is_told_beside_onnx_without() -> None:
    storyboard = compared(**TELLING)
    assert (told(storyboard, ONNX_UPPER), told(storyboard, ONNX_LOWER)) == (["op=1: as PyTorch"], [])
    captions = [keyframe.caption for keyframe in storyboard.keyframes if keyframe.step == 3]
    assert captions[-1] == ("With output_padding=1 ONNX SAME_UPPER cuts 1 at the start, as PyTorch does.")
    assert captions[-1] in storyboard.description
    without = compared(**TELLING | {"output_padding": 0})
    assert not any("With output_padding" in keyframe.caption for keyframe in without.keyframes)
    for framework in (PYTORCH, ONNX_UPPER):
        assert told(without, framework) == []
    other = compared(kernel_size=(3, 4), stride=(3, 2), padding=1, output_padding=(1, 0), input_size=2)
    assert told(other, ONNX_LOWER) == ["op=1×0: cuts 1,−1×1"]


def test_what_is_told_of_all_channels_is_told_once() -> None:
    storyboard = compared(stride=2, padding=1, output_padding=1, input_size=2, out_channels=2)
    assert told(storyboard, ONNX_UPPER) == ["op=1: as PyTorch"]
    assert "note/onnx-upper/1/0" not in storyboard.at_step(None)


def test_where_onnx_runtime_adds_no_cells_its_size_is_told() -> None:
    storyboard = compared(kernel_size=(1, 4), stride=2, input_size=3)
    for framework in (ONNX_UPPER, ONNX_LOWER):
        assert told(storyboard, framework) == ["ONNX Runtime: 5×6"]
        assert (
            f"ONNX Runtime adds no cells for {framework.name[5:]}: its output is 5×6."
            in storyboard.description
        )
    assert told(storyboard, KERAS_SAME) == []
    assert told(compared(dims=1, kernel_size=2, stride=3), ONNX_UPPER) == ["ONNX Runtime: 8"]


@given(examples())
def test_what_is_told_of_an_output_padding_is_what_the_framework_then_cuts(example: Example) -> None:
    _, storyboard = example.played("compare")
    p = example.layer.params
    for framework in (ONNX_UPPER, ONNX_LOWER):
        with_op, without = (
            tuple(map(framework.axis, p.axes, example.layer.input_size, op))
            for op in (p.output_padding, (0, 0))
        )
        notes = [note for note in told(storyboard, framework) if note.startswith("op=")]
        assert len(notes) == (with_op != without)
        for note in notes:
            if " as " in note:
                other = next(f for f in COMPARED if f.name == note.partition(" as ")[2])
                op = p.output_padding if other.told else (0, 0)
                same = tuple(map(other.axis, p.axes, example.layer.input_size, op))
                assert same == with_op


def test_each_frameworks_axes_of_the_weight_are_told() -> None:
    seen = compared(**TELLING).at_step(0)
    lines = [
        label.text
        for name, label in seen.items()
        if name.startswith("note/weight/") and isinstance(label, Label)
    ]
    assert lines == ["axes of the weight", "PyTorch, ONNX: I, O/g, k", "Keras: k, O, I", "JAX: k, I, O"]


def test_rows_stand_under_the_canvas_cells_that_they_keep() -> None:
    storyboard = compared(**TELLING)
    panels = storyboard.panels
    first = {
        key: panels[f"{key}/0"].corner(0, 0)[0]
        for key in ("canvas", "output", "keras-same", "reversed", "jax-same")
    }
    side = panels["canvas/0"].across[0]
    assert first["output"] == first["canvas"] + side
    assert first["keras-same"] == first["canvas"] == first["reversed"] == first["jax-same"]


@given(examples())
def test_every_framework_shows_its_window_of_the_canvas_with_bias(example: Example) -> None:
    trace, storyboard = example.played("compare")
    p = example.layer.params
    h, w = example.layer.input_size
    row_axis, col_axis = p.axes
    for framework in COMPARED:
        row_op, col_op = p.output_padding if framework.told else (0, 0)
        rows, cols = framework.axis(row_axis, h, row_op), framework.axis(col_axis, w, col_op)
        weight = example.weight[..., ::-1, ::-1] if framework.flip else example.weight
        # Summed here by slices of the padded canvas, without a trace.
        height, width = rows.output_size(h), cols.output_size(w)
        far = 40
        canvas = np.zeros((example.layer.out_channels, far * 3, far * 3), int)
        group_in = example.layer.in_channels // p.groups
        for ci, y, x in np.ndindex(*example.input.shape):
            for co, u, v in np.ndindex(*weight.shape[1:]):
                at = far + y * p.stride[0] + u * p.dilation[0], far + x * p.stride[1] + v * p.dilation[1]
                out = ci // group_in * weight.shape[1] + co
                canvas[(out, *at)] += example.input[ci, y, x] * weight[ci, co, u, v]
        top, left = far + rows.lo, far + cols.lo
        expected = canvas[:, top : top + height, left : left + width]
        if example.bias is not None:
            expected = expected + example.bias[:, None, None]
        shown = cells(storyboard, panel(framework))
        assert {place: c.text for place, c in shown.items()} == {
            place: wording.number(value.item()) for place, value in np.ndenumerate(expected)
        }
        for place, c in shown.items():
            inside = all(i < n for i, n in zip(place, trace.output.shape, strict=True))
            same = inside and trace.output[place] == expected[place]
            assert c.role == ("output" if same else "different")


@given(examples())
def test_each_step_outlines_the_window_of_its_framework(example: Example) -> None:
    _, storyboard = example.played("compare")
    p = example.layer.params
    for step, framework in enumerate(COMPARED, 1):
        seen = storyboard.at_step(step)
        rows, cols = (
            framework.axis(*along)
            for along in zip(
                p.axes,
                example.layer.input_size,
                p.output_padding if framework.told else (0, 0),
                strict=True,
            )
        )
        window = seen["window/0"]
        assert isinstance(window, Outline)
        assert window.panel == ("reversed/0" if framework.flip else "canvas/0")
        assert (window.row, window.col) == (rows.lo, cols.lo)
        assert cell(seen[f"{panel(framework)}/0/0/0"]).role == "output-active"
        assert all(f"{panel(later)}/0/0/0" not in seen for later in COMPARED[step:])
        for element in seen.values():
            if isinstance(element, Cell):
                assert set(element.comes_from) <= set(seen)
    assert "window/0" not in storyboard.at_step(None)


@given(examples())
def test_the_closing_caption_counts_the_answers(example: Example) -> None:
    _, storyboard = example.played("compare")
    shown = {
        f.name: tuple(sorted((i, c.text) for i, c in cells(storyboard, panel(f)).items())) for f in COMPARED
    }
    places = {name: tuple(place for place, _ in found) for name, found in shown.items()}
    *_, last = storyboard.keyframes
    among = [name for name in shown if places[name] == places["JAX SAME"]]
    assert last.caption.startswith("Same shape" if len(among) == 5 else "Four of one shape")
    different = len({shown[name] for name in among})
    numeral = ("", "same answer", "two answers", "three answers", "four answers", "five answers")[different]
    assert numeral in last.caption
    for part in last.caption.partition(": ")[2].rstrip(".").split("; "):
        names = [name for name in among if name.removeprefix("ONNX ") in part]
        if "agree" in part and "no two" not in part:
            assert len({shown[name] for name in names or among}) == 1
        if "alone" in part:
            for name in names:
                assert sum(shown[name] == shown[other] for other in among) == 1


def test_headings_say_the_sizes_where_they_differ() -> None:
    def headings(**options: Any) -> set[str]:
        return {e.text for e in compared(**options).at_step(0).values() if isinstance(e, Label) and e.bold}

    assert {"Keras same, 6", "PyTorch, 7"} <= headings(kernel_size=(1, 3), stride=(1, 2), input_size=(1, 3))
    assert {"Keras same, 6×6", "PyTorch, 7×7"} <= headings(kernel_size=3, stride=2, input_size=3)
    assert {"Keras same", "PyTorch"} <= headings(**TELLING)


@pytest.mark.parametrize(
    ("options", "step", "caption"),
    [
        (TELLING, 1, "step 1 of 5 · PyTorch cuts 1 at the start."),
        (TELLING, 5, "step 5 of 5 · JAX SAME reverses the kernel and cuts 1 at the end."),
        (
            {"kernel_size": (3, 5)},
            2,
            "step 2 of 5 · Keras same cuts 1 at each end in height; cuts 2 at each end in width.",
        ),
        (
            {"kernel_size": 1, "stride": 2, "input_size": 2},
            2,
            "step 2 of 5 · Keras same adds 1 at the end, in height and width.",
        ),
    ],
)
def test_captions_say_what_is_cut(options: dict[str, Any], step: int, caption: str) -> None:
    first = next(k for k in compared(**options).keyframes if k.step == step)
    assert first.caption == caption


def test_floats_added_in_another_order_are_no_difference() -> None:
    # A symmetric kernel is its own reverse, so only the cut can make JAX differ from Keras.
    x = (np.arange(5) / 7).tolist()
    storyboard = compared(input=[x], weight=[[0.1, 0.3, 0.1]], padding=(0, 1))
    assert {c.role for c in cells(storyboard, "jax-same").values()} == {"output"}
    *_, last = storyboard.keyframes
    assert last.caption == "Same shape, same answer: all five agree."
