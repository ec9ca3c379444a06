"""What a storyboard says each number is made of: the trace's table, told cell by cell."""

import json

import pytest
from hypothesis import given

import tconv_anim
from tconv_anim.layer import wording
from tconv_anim.storyboard.storyboard import Cell, Sum
from tconv_anim.storyboard.storyjson import written
from tconv_anim.trace.trace import record
from tconv_anim.views import VIEWS, Look
from tests.layers import Example, examples


def by_cell(sums: object) -> dict[str, Sum]:
    return {told.cell: told for told in sums}  # type: ignore[attr-defined]


@given(examples())
def test_the_addends_of_every_cell_are_the_traces_events(example: Example) -> None:
    trace = record(example.layer.params, example.input, example.weight, example.bias)
    sums = by_cell(VIEWS["scatter"](trace, Look()).sums)
    products = [term for told in sums.values() for term in told.terms if term.weight]
    assert len(products) == len(trace)
    for (c, y, x), rows in trace.by_output():
        told = sums[f"output/{c}/{y}/{x}"]
        assert told.value == wording.prose(trace.output[c, y, x].item())
        values = [trace.product[row].item() for row in rows]
        if trace.bias is not None:
            values.append(trace.bias[c].item())
        assert [term.value for term in told.terms] == [wording.prose(value) for value in values]
        ids = ["input/{}/{}/{}".format(*trace.input_index[row]) for row in rows]
        assert [term.input for term in told.terms if term.input] == ids


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_shows_the_factors_and_the_cells_that_its_sums_name(view: str) -> None:
    op = None if VIEWS[view].direct else 1
    a = tconv_anim.animate(kernel_size=2, stride=2, padding=1, output_padding=op, input_size=2, view=view)
    shown = {name: cell for _, seen in a.storyboard.states() for name, cell in seen.items()}
    sums = by_cell(a.storyboard.sums)
    inside = [told for told in sums.values() if told.value]
    assert inside
    for told in inside:
        cell = shown[told.cell]
        assert isinstance(cell, Cell)
        assert cell.text.replace("-", "−") == told.value
        assert all(term.input in shown for term in told.terms)
    made = {told.cell.partition("/")[0] for told in sums.values()}
    more = {"roundtrip": {"back"}, "backward": {"input-gradient", "kernel-gradient"}}
    assert made == {"output"} | more.get(view, set())


def test_sums_are_written_as_captions_write_them() -> None:
    a = tconv_anim.animate(input=[[2, -4]], weight=[[3, -1]], bias=[5])
    told = by_cell(a.storyboard.sums)["output/0/0/1"]
    assert (told.name, told.value) == ("output[0, 1]", "−9")
    assert [(term.text, term.value) for term in told.terms] == [
        ("2·(−1)", "−2"),
        ("(−4)·3", "−12"),
        ("5", "5"),
    ]


def test_a_cropped_cell_has_products_and_no_value() -> None:
    told = by_cell(tconv_anim.animate(kernel_size=3, padding=1).storyboard.sums)["output/0/-1/-1"]
    assert (len(told.terms), told.value, told.name) == (1, "", "output[−1, −1]")


def test_the_json_form_carries_the_sums() -> None:
    storyboard = tconv_anim.animate(input=[[2]], weight=[[3]], bias=[1]).storyboard
    assert json.loads("".join(written(storyboard)))["sums"] == [
        {
            "cell": "output/0/0/0",
            "name": "output[0, 0]",
            "value": "7",
            "terms": [
                {"text": "2·3", "value": "6", "input": "input/0/0/0", "weight": "kernel/0/0/0/0"},
                {"text": "1", "value": "1", "input": "", "weight": ""},
            ],
        }
    ]
