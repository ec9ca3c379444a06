"""The matrix view: what it shows is a matrix, and multiplying by it is the layer."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.storyboard.storyboard import Cell, Element, Outline
from tests.functional import conv_transpose2d
from tests.layers import Example, examples

WORKED: dict[str, Any] = {"input": [[2, 4], [0, 1]], "weight": [[3, 1], [1, 5]], "view": "matrix"}


def cells(seen: Any, kind: str) -> dict[str, Cell]:
    return {name: e for name, e in seen.items() if isinstance(e, Cell) and name.startswith(kind + "/")}


def table(seen: Any, name: str, rows: int, cols: int) -> Any:
    shown = cells(seen, name)
    return np.array([[float(shown[f"{name}/{r}/{c}"].text) for c in range(cols)] for r in range(rows)])


def role(element: Element) -> str:
    return element.role


@settings(deadline=None)
@given(examples(largest=3))
def test_the_matrix_that_is_shown_is_the_layer(example: Example) -> None:
    trace, storyboard = example.played("matrix", cell=44)
    last = storyboard.at_step(None)
    rows, cols = trace.output.size, trace.input.size
    matrix = table(last, "matrix", rows, cols)
    bias = 0 if trace.bias is None else trace.bias[:, None, None]
    assert (matrix @ trace.input.ravel() == (trace.output - bias).ravel()).all()
    assert (table(last, "direct", cols, rows) == matrix.T).all()
    # Column j is what the layer makes of the j-th unit vector, in the reference's words too.
    options = asdict(trace.params)
    del options["kernel_size"]
    for j, unit in enumerate(np.eye(cols, dtype=int).reshape(cols, *trace.input.shape)):
        column = conv_transpose2d(unit, trace.weight, **options)
        assert (matrix[:, j] == column.ravel()).all()


@settings(deadline=None)
@given(examples(largest=3))
def test_zeros_of_the_kernel_are_weights_and_other_zeros_are_structural(example: Example) -> None:
    trace, storyboard = example.played("matrix")
    shown = cells(storyboard.at_step(None), "matrix")
    joined = sum(e.role == "kernel" for e in shown.values())
    assert joined == trace.crop(trace.counts()).sum()
    assert all(e.role in ("kernel", "zero") for e in shown.values())
    assert all(e.text == "0" for e in shown.values() if e.role == "zero")


@settings(deadline=None)
@given(examples(largest=3))
def test_every_step_adds_a_column_to_y(example: Example) -> None:
    trace, storyboard = example.played("matrix")
    action = True
    for keyframe, seen in storyboard.states():
        if not 1 <= keyframe.step <= storyboard.steps:
            continue
        lit = cells(seen, "input")
        assert [e.row for e in lit.values() if e.role == "input-active"] == [keyframe.step - 1]
        columns = {e.col for e in cells(seen, "matrix").values() if e.role == "kernel-active"}
        rows = {e.row for e in cells(seen, "direct").values() if e.role == "kernel-active"}
        assert columns == rows <= {keyframe.step - 1}
        tiles = cells(seen, "product")
        if action:
            assert all({*e.comes_from, e.goes_to} <= seen.keys() for e in tiles.values())
        else:
            assert not tiles
            done = len(trace) // trace.input.size * keyframe.step
            shown = cells(seen, "output")
            for (c, y, x), value in np.ndenumerate(trace.crop(trace.canvas(done))):
                text = shown[f"output/{c}/{y}/{x}"].text
                assert text == str(value) or (text == "" and value == 0)
        action = not action


def test_the_worked_example_is_read_by_columns_and_then_by_a_row() -> None:
    captions = [k.caption for k in tconv_anim.animate(**WORKED).storyboard.keyframes]
    assert captions[0] == (
        "The direct convolution from 3×3 to 2×2 multiplies by W; "
        "this layer, from 2×2 to 3×3, by W transposed."
    )
    assert "step 2 of 4 · Column 1 of W transposed, times input[0, 1] = 4, is added to y." in captions
    assert (
        "So far, y is the sum of 2 of the 4 columns, each times its element of x: output[0, 1] = 2 + 12 = 14."
    ) in captions
    assert "Read by rows, y is gathered: row 4 gives output[1, 1] = 5·2 + 1·4 + 1·0 + 3·1 = 17." in captions


def test_the_row_that_is_read_is_lit_in_both_matrices() -> None:
    seen = tconv_anim.animate(**WORKED).storyboard.at_step(5)
    assert [e.row for e in cells(seen, "matrix").values() if e.role == "kernel-active"] == [4] * 4
    assert [e.col for e in cells(seen, "direct").values() if e.role == "kernel-active"] == [4] * 4
    outline = seen["active/matrix"]
    assert isinstance(outline, Outline)
    assert (outline.row, outline.rows, outline.cols) == (4, 1, 4)
    assert role(seen["output/0/1/1"]) == "output-active"


def test_a_pair_of_channels_is_a_block_and_groups_leave_blocks_of_zeros() -> None:
    storyboard = tconv_anim.animate(view="matrix", kernel_size=2, groups=2, input_size=2).storyboard
    last = storyboard.at_step(None)
    frames = [e for name, e in last.items() if name.startswith("frame/matrix/")]
    assert {(e.row, e.col, e.rows, e.cols) for e in frames if isinstance(e, Outline)} == {
        (9 * co, 4 * ci, 9, 4) for co in range(2) for ci in range(2)
    }
    off = [e for e in cells(last, "matrix").values() if (e.row < 9) != (e.col < 4)]
    assert len(off) == 72
    assert {e.role for e in off} == {"zero"}


def test_the_bias_joins_after_the_last_column() -> None:
    a = tconv_anim.animate(view="matrix", kernel_size=1, input=[[2]], weight=[[3]], bias=[10])
    texts = [cells(seen, "output")["output/0/0/0"].text for _, seen in a.storyboard.states()]
    assert texts == ["", "", "", "6", "16", "16", "16"]


def test_rows_of_cropped_cells_are_left_out_and_the_caption_says_so() -> None:
    captions = [
        k.caption for k in tconv_anim.animate(view="matrix", kernel_size=3, padding=1).storyboard.keyframes
    ]
    assert sum("no rows for the cells that are cut off" in caption for caption in captions) == 1


def test_output_padding_past_the_stride_is_no_whole_convolution() -> None:
    a = tconv_anim.animate(view="matrix", kernel_size=2, dilation=2, output_padding=1, input_size=2)
    assert next(iter(a.storyboard.keyframes)).caption.startswith("W is the part of the direct convolution")


def test_cells_of_large_matrices_are_smaller_and_a_side_that_was_asked_for_is_kept() -> None:
    sides = [
        tconv_anim.animate(view="matrix", kernel_size=3, input_size=n, cell=cell).storyboard
        for n, cell in ((2, None), (6, None), (6, 44))
    ]
    small, large, asked = (s.panels["matrix"].across[0] for s in sides)
    assert large < small <= 44 == asked


def test_a_matrix_that_is_too_large_is_refused() -> None:
    with pytest.raises(InputError, match=r"1,764×1,600 and 1,600×1,764 would have 5,644,800 cells"):
        _ = tconv_anim.animate(view="matrix", kernel_size=3, input_size=40).storyboard


def test_indices_stand_beside_the_vectors_only_where_they_have_room() -> None:
    def indices(size: int) -> int:
        board = tconv_anim.animate(kernel_size=3, stride=2, input_size=size, view="matrix").storyboard
        return sum(name.startswith("index/") for name in board.at_step(None))

    assert indices(2) == 4 + 25
    assert indices(7) == 0
