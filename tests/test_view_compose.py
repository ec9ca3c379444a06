"""The compose view: one canvas an input element, and their sum."""

import numpy as np
import pytest
from hypothesis import given, settings

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.layer import wording
from tconv_anim.storyboard.storyboard import Cell, Outline
from tests.layers import Example, examples


@settings(deadline=None)
@given(examples(largest=3))
def test_each_step_fills_the_canvas_of_one_input_element(example: Example) -> None:
    trace, storyboard = example.played("compose")
    products: dict[str, str] = {}
    steps = trace.by_input()
    for keyframe, seen in storyboard.states():
        if 1 <= keyframe.step <= storyboard.steps:
            _, rows = next(steps)
            for place, value in zip(
                trace.output_index[rows].tolist(), trace.product[rows].tolist(), strict=True
            ):
                name = "/".join(map(str, ["partial", keyframe.step - 1, *place]))
                products[name] = wording.number(value)
        partials = [e for e in seen.values() if isinstance(e, Cell) and e.id.startswith("partial/")]
        assert {e.id: e.text for e in partials if e.text} == products
        assert all({*e.comes_from, e.goes_to or e.id} <= seen.keys() for e in partials)
    assert len(products) == len(trace)


@settings(deadline=None)
@given(examples(largest=3))
def test_the_canvases_add_up_to_the_output(example: Example) -> None:
    trace, storyboard = example.played("compose")
    last = storyboard.at_step(None)
    sums = np.zeros(trace.output.shape, int)
    for (c, y, x), _ in np.ndenumerate(sums):
        for n in range(trace.input.size):
            cell = last.get(f"partial/{n}/{c}/{y}/{x}")
            if isinstance(cell, Cell) and cell.text:
                sums[c, y, x] += int(cell.text)
    bias = 0 if trace.bias is None else trace.bias[:, None, None]
    assert (sums + bias == trace.output).all()


def test_the_output_stays_blank_until_all_canvases_are_filled() -> None:
    storyboard = tconv_anim.animate(view="compose", kernel_size=2, input_size=2).storyboard
    for keyframe, seen in storyboard.states():
        texts = {e.text for e in seen.values() if isinstance(e, Cell) and e.id.startswith("output/")}
        assert ("" in texts) == (keyframe.step <= storyboard.steps)


def test_the_example_of_the_book_is_told_as_in_the_book() -> None:
    a = tconv_anim.animate(view="compose", input=[[0, 1], [2, 3]], weight=[[0, 1], [2, 3]], stride=2)
    last = a.storyboard.at_step(None)
    second = {e.id: e.text for e in last.values() if isinstance(e, Cell) and e.id.startswith("partial/1/")}
    assert {k: v for k, v in second.items() if v} == {
        "partial/1/0/0/2": "0",
        "partial/1/0/0/3": "1",
        "partial/1/0/1/2": "2",
        "partial/1/0/1/3": "3",
    }
    panels = a.storyboard.panels
    assert len({panels[f"partial/{n}/0"].origin[1] for n in range(4)}) == 1


def test_the_sum_is_told_at_the_cell_where_most_products_meet() -> None:
    a = tconv_anim.animate(view="compose", input=[[2, 4], [0, 1]], weight=[[3, 1], [1, 5]])
    seen = a.storyboard.at_step(5)
    told = {name: e for name, e in seen.items() if name.startswith("told/")}
    assert told.keys() == {"told/output/0", *(f"told/partial/{n}/0" for n in range(4))}
    assert all(isinstance(e, Outline) and (e.row, e.col) == (1, 1) for e in told.values())
    captions = [k.caption for k in a.storyboard.keyframes]
    assert "The canvases are added up: output[1, 1] = 10 + 4 + 0 + 3 = 17." in captions
    assert (
        "step 2 of 4 · This canvas holds input[0, 1] = 4 times the kernel: 4·3 = 12, 4·1 = 4, …" in captions
    )


def test_canvases_mirror_the_inputs_rows() -> None:
    panels = tconv_anim.animate(view="compose", kernel_size=2, input_size=3).storyboard.panels
    corners = [panels[f"partial/{n}/0"].origin for n in range(9)]
    assert corners == sorted(corners, key=lambda corner: (corner[1], corner[0]))
    assert len({x for x, _ in corners}) == len({y for _, y in corners}) == 3


@pytest.mark.parametrize("channels", [(1, 1), (3, 1), (1, 3)])
def test_cells_shrink_until_the_page_has_a_sensible_size(channels: tuple[int, int]) -> None:
    n_in, n_out = channels
    a = tconv_anim.animate(
        view="compose", kernel_size=3, stride=2, input_size=2, in_channels=n_in, out_channels=n_out
    )
    width, height = a.storyboard.size
    assert width <= 1150
    assert height <= 1160


def test_a_side_that_was_asked_for_is_kept() -> None:
    panels = tconv_anim.animate(view="compose", kernel_size=5, input_size=6, cell=40).storyboard.panels
    assert {p.across[0] for name, p in panels.items() if not name.startswith("legend/")} == {40}


def test_too_many_canvases_are_refused() -> None:
    with pytest.raises(InputError, match=r"the 1,600 partial canvases would have 2,822,400 cells"):
        _ = tconv_anim.animate(view="compose", kernel_size=3, input_size=40).storyboard
