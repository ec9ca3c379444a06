"""The event trace by itself: exactness, replay, groupings, its JSON form, what it refuses."""

import json
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tconv_anim.errors import InputError
from tconv_anim.layer.geometry import ConvTranspose2d
from tconv_anim.trace import tracefile
from tconv_anim.trace.trace import Trace, record
from tests.layers import Example, examples


def recorded(example: Example) -> Trace:
    return record(example.layer.params, example.input, example.weight, example.bias)


def test_the_first_worked_example() -> None:
    trace = record(ConvTranspose2d(2), [[[2, 4], [0, 1]]], [[[[3, 1], [1, 5]]]])
    assert trace.output.tolist() == [[[6, 14, 4], [2, 17, 21], [0, 1, 5]]]
    to_14 = [trace.product[rows].tolist() for place, rows in trace.by_output() if place == (0, 0, 1)]
    assert to_14 == [[2, 12]]


def test_the_second_worked_example() -> None:
    params = ConvTranspose2d(3, 2, 0, 1)
    trace = record(params, np.ones((3, 2, 2), int), np.ones((3, 1, 3, 3), int))
    assert trace.output.shape == (1, 6, 6)
    assert trace.output[0, 2, 2] == 3 * 4  # where all four stamps of all three channels meet
    assert trace.output[0, 5].tolist() == [0] * 6  # what output_padding added


@given(examples())
def test_the_table_is_in_scatter_order_and_complete(example: Example) -> None:
    trace = recorded(example)
    rows = np.concatenate([trace.input_index, trace.weight_index[:, 1:]], axis=1).tolist()
    assert rows == sorted(rows)
    assert len(trace) == example.layer.event_count == len({tuple(row) for row in rows})
    assert (trace.weight_index[:, 0] == trace.input_index[:, 0]).all()


@given(examples(), st.data())
def test_replay_to_any_step_is_the_sum_of_the_events_so_far(example: Example, data: st.DataObject) -> None:
    trace = recorded(example)
    events = data.draw(st.integers(0, len(trace)))
    sums: Counter[tuple[int, ...]] = Counter()
    for place, product in zip(
        trace.output_index[:events].tolist(), trace.product[:events].tolist(), strict=True
    ):
        sums[tuple(place)] += product
    bias = example.bias if example.bias is not None and events == len(trace) else None
    for place, value in np.ndenumerate(trace.replay(events)):
        assert value == sums[place] + (0 if bias is None else bias[place[0]])


@given(examples())
def test_both_groupings_hold_the_same_events(example: Example) -> None:
    trace = recorded(example)
    by_input = [i for _, rows in trace.by_input() for i in range(rows.start, rows.stop)]
    assert by_input == list(range(len(trace)))
    _, height, width = example.layer.output_shape
    inside = [
        i for i, (_, y, x) in enumerate(trace.output_index.tolist()) if 0 <= y < height and 0 <= x < width
    ]
    places, rows_of = zip(*trace.by_output(), strict=True)
    assert sorted(i for rows in rows_of for i in rows.tolist()) == inside
    assert list(places) == list(np.ndindex(example.layer.output_shape))


@given(examples())
def test_the_last_stamp_leaves_the_whole_canvas(example: Example) -> None:
    trace = recorded(example)
    canvas = np.zeros_like(trace.canvas())
    rows, cols = example.layer.regions
    for stamp in trace.stamps():
        places = trace.output_index[stamp.rows]
        cells = places[:, 0], places[:, 1] - rows.start, places[:, 2] - cols.start
        assert (canvas[cells] == stamp.before).all()
        canvas[cells] = stamp.after
    assert (canvas == trace.canvas()).all()


@given(examples())
def test_counts_are_the_canvas_of_ones(example: Example) -> None:
    ones = record(example.layer.params, np.ones_like(example.input), np.ones_like(example.weight))
    assert (recorded(example).counts() == ones.canvas()).all()


def test_integers_stay_exact_past_what_a_float_holds() -> None:
    trace = record(ConvTranspose2d(1), [[[2**53 + 1]]], [[[[1]]]])
    assert trace.output.item() == 2**53 + 1


def test_integers_that_could_wrap_around_are_refused() -> None:
    with pytest.raises(InputError, match="64-bit"):
        record(ConvTranspose2d(1), [[[2**62]]], [[[[2]]]])


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"input": [[[1, 2], [3]]]}, "input is ragged"),
        ({"input": []}, "input is empty"),
        ({"weight": [[[["1"]]]]}, "weight holds '1', which is not a number"),
        ({"input": [[[float("nan")]]]}, "input holds NaN or infinity"),
        ({"input": [[[2**70]]]}, "input holds 1180591620717411303424, an integer past 64 bits"),
        ({"input": [[1]]}, r"input has shape \(1, 1\): input must be C_in H W"),
        ({"weight": [[[[1, 2]]]]}, "weight has a kernel of 1x2 where kernel_size is 1x1"),
        ({"weight": [[[[1]]], [[[1]]]]}, "weight is for 2 input channels and input has 1"),
        ({"bias": [1, 2]}, r"bias has shape \(2,\): bias must be a list of 1"),
        ({"input": [[[1e308]]], "weight": [[[[1e10]]]]}, "range of float64"),
    ],
)
def test_what_is_no_full_array_of_numbers_is_refused(arrays: dict[str, Any], message: str) -> None:
    whole: dict[str, Any] = {"input": [[[1]]], "weight": [[[[1]]]]}
    with pytest.raises(InputError, match=message):
        record(ConvTranspose2d(1), **(whole | arrays))


@given(examples(largest=3) | examples(largest=3, floats=True))
def test_the_json_of_a_trace_adds_up_by_itself(example: Example) -> None:
    """What a reader with nothing but the JSON makes of it: each product, and the output as their sum."""
    data = json.loads(json.dumps(tracefile.to_json(recorded(example))))
    assert (data["format"], data["version"]) == ("tconv-anim/trace", 1)
    x, w = np.array(data["input"]), np.array(data["weight"])
    output = np.zeros_like(np.array(data["output"]))
    _, height, width = output.shape
    events = data["events"]
    for i, u, (c, row, col), product in zip(
        events["input"], events["weight"], events["output"], events["product"], strict=True
    ):
        assert x[tuple(i)] * w[tuple(u)] == product
        if 0 <= row < height and 0 <= col < width:
            output[c, row, col] += product
    if data["bias"] is not None:
        output += np.array(data["bias"])[:, None, None]
    assert output.tolist() == data["output"]
    params = ConvTranspose2d(**data["params"])
    assert tracefile.to_json(record(params, x, w, data["bias"])) == tracefile.to_json(recorded(example))


def test_a_sum_of_as_many_products_as_could_meet_is_refused_where_it_could_overflow() -> None:
    # Two products of 2**62 meet on a cell: each fits, their sum doesn't.
    x, w = [[[2**31, 2**31]]], [[[[2**31, 2**31]]]]
    with pytest.raises(InputError, match="64-bit"):
        record(ConvTranspose2d((1, 2)), x, w)
    assert record(ConvTranspose2d(1), [[[2**31]]], [[[[2**31]]]]).output.item() == 2**62
