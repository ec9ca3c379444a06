"""A part of a layer and its rest: together they give the whole layer's output."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tconv_anim.errors import InputError
from tconv_anim.layer.direct import Conv2d, ConvLayer
from tconv_anim.layer.geometry import ConvTranspose2d, Layer
from tconv_anim.layer.part import Part, percent
from tconv_anim.trace import whole
from tconv_anim.trace.convtrace import record_conv
from tconv_anim.trace.portion import Portion, Wish, portion
from tconv_anim.trace.trace import record
from tests.layers import Example, examples


def crops(size: int) -> st.SearchStrategy[tuple[int, int]]:
    firsts = st.integers(0, size - 1)
    return firsts.flatmap(lambda first: st.tuples(st.just(first), st.integers(first + 1, size)))


def shown_output(found: Portion) -> Any:
    layer = found.layer
    if isinstance(layer, ConvLayer):
        return record_conv(layer.params, found.input, found.weight, found.bias, found.rest, layer.part).output
    return record(
        layer.params, found.input, found.weight, found.bias, layer.framework, found.rest, layer.part
    ).output


def same_place(output: Any, part: Part) -> Any:
    """The part of a whole layer's output that is shown, as the part itself names it."""

    def cut(like: Any) -> Any:
        rows, cols = (
            slice(first, first + n) for first, n in zip(part.output.start, like.shape[1:], strict=True)
        )
        return output[list(part.output.channels), rows, cols]

    return cut


@settings(max_examples=300)
@given(st.data(), examples())
def test_what_is_shown_and_the_rest_are_the_whole_exactly(data: st.DataObject, example: Example) -> None:
    n = example.layer.input_size
    crop = data.draw(st.none() | st.tuples(crops(n[0]), crops(n[1])))
    wish = Wish(data.draw(st.sampled_from([None, 1])), data.draw(st.sampled_from([None, 1])), crop)
    try:
        found = portion(example.layer, example.input, example.weight, example.bias, wish)
    except InputError as error:
        if "group" not in str(error) and "reaches no cell" not in str(error):
            raise
        return
    if found is None:
        assert crop in (None, ((0, n[0]), (0, n[1])))
        return
    assert found.layer.part is not None
    output = shown_output(found)
    assert (output == same_place(example.trace.output, found.layer.part)(output)).all()


@settings(max_examples=100)
@given(examples(), st.sampled_from([Wish(1, 1), Wish(1, None), Wish(None, 1)]))
def test_channels_of_direct_convolutions_and_their_rest_are_the_whole(example: Example, wish: Wish) -> None:
    trace = example.conv_trace
    try:
        found = portion(trace.layer, trace.input, trace.weight, trace.bias, wish)
    except InputError as error:
        if "group" not in str(error):
            raise
        return
    if found is not None:
        output = shown_output(found)
        assert found.layer.part is not None
        assert (output == trace.output[list(found.layer.part.output.channels)]).all()


def random_layer(dtype: Any = float) -> tuple[Layer, Any, Any]:
    random = np.random.default_rng(0)
    layer = Layer(ConvTranspose2d(4, 2, 1), (5, 5), 24, 16)
    x, w = random.normal(size=layer.input_shape), random.normal(size=layer.weight_shape)
    return layer, (x * 9).astype(dtype), (w * 9).astype(dtype)


def test_floats_add_up_to_the_whole_layers_output() -> None:
    layer, x, w = random_layer()
    found = portion(layer, x, w, None, Wish(3, 2, ((1, 4), (0, 3))))
    assert found is not None
    assert found.layer.part is not None
    want = same_place(record(layer.params, x, w).output, found.layer.part)
    output = shown_output(found)
    np.testing.assert_allclose(output, want(output), rtol=1e-12, atol=1e-9)


def test_the_channels_that_add_most_are_shown() -> None:
    layer, x, w = random_layer(int)
    x[[2, 7]] *= 50
    found = portion(layer, x, w, None, Wish(2, (5,)))
    assert found is not None
    assert found.layer.part is not None
    assert found.layer.part.input.channels == (2, 7)
    assert found.layer.part.output.channels == (5,)
    assert found.layer.part.others == 22
    assert 0.9 < found.layer.part.share < 1


def test_the_share_is_that_of_the_squares() -> None:
    layer = Layer(ConvTranspose2d(1), (1, 1), 2, 1)
    found = portion(layer, np.array([[[3]], [[1]]]), np.ones((2, 1, 1, 1), int), None, Wish(1))
    assert found is not None
    assert found.layer.part is not None
    assert found.layer.part.share == pytest.approx(9 / 10)
    assert found.rest is not None
    assert found.rest.tolist() == [[[1]]]


def test_what_lies_outside_of_a_crop_is_part_of_the_energy() -> None:
    layer = Layer(ConvTranspose2d((1, 2)), (1, 2), 1, 1)
    found = portion(
        layer, np.array([[[3, 4]]]), np.ones((1, 1, 1, 2), int), None, Wish(crop=((0, 1), (0, 1)))
    )
    assert found is not None
    assert found.layer.part is not None
    assert found.rest is not None
    assert found.rest.tolist() == [[[0, 4]]]
    assert found.layer.part.share == pytest.approx((9 + 9) / (9 + 9 + 16))


def test_cells_that_are_added_at_an_end_belong_to_the_crop_that_reaches_it() -> None:
    layer = Layer(ConvTranspose2d(2, 3, ((-2, -1), (-1, -2))), (3, 3), 1, 1)
    x, w = np.arange(1, 10).reshape(1, 3, 3), np.ones((1, 1, 2, 2), int)
    whole_shape = record(layer.params, x, w).output.shape
    for crop, start, size in (
        (((0, 1), (0, 1)), (0, 0), (4, 3)),
        (((2, 3), (2, 3)), (8, 7), (3, 4)),
        (((1, 2), (1, 2)), (5, 4), (2, 2)),
    ):
        found = portion(layer, x, w, None, Wish(crop=crop))
        assert found is not None
        assert found.layer.part is not None
        assert found.layer.part.output.start == start
        assert found.layer.output_shape[1:] == size
    assert whole_shape == (1, 11, 11)


def test_a_rest_has_no_more_digits_than_every_machine_agrees_on() -> None:
    layer, x, w = random_layer()
    found = portion(layer, x, w, None, Wish(3, 1))
    assert found is not None
    assert found.rest is not None
    digits = [len(repr(abs(value)).replace(".", "").strip("0")) for value in found.rest.ravel().tolist()]
    assert max(digits) == 13


def test_more_products_than_can_be_added_up_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    layer, x, w = random_layer()
    monkeypatch.setattr(whole, "LARGEST_LAYER", 24 * 16 * 25 * 16 - 1)
    with pytest.raises(InputError, match="153,600 products, and at most 153,599"):
        whole.output_sums(layer, x, w.swapaxes(0, 1))
    assert portion(layer, x, w, None, Wish(3, (2,))) is not None


def test_the_strongest_of_the_outputs_are_shown() -> None:
    layer, x, w = random_layer()
    w[:, 11] *= 30
    found = portion(layer, x, w, None, Wish(3, 1))
    assert found is not None
    assert found.layer.part is not None
    assert found.layer.part.output.channels == (11,)


def test_sums_in_blocks_are_those_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    layer, x, w = random_layer(int)
    monkeypatch.setattr(whole, "_BLOCK", 100)
    sums = whole.output_sums(layer, x, w.swapaxes(0, 1))
    assert (sums == record(layer.params, x, w).output).all()
    energies = whole.energies(layer, x, w.swapaxes(0, 1), (slice(None), slice(None)))
    alone = record(layer.params, x[3:4], w[3:4]).output.astype(float)
    assert energies[3] == pytest.approx((alone**2).sum())


def test_integers_past_what_floats_hold_stay_exact() -> None:
    layer = Layer(ConvTranspose2d(2), (2, 2), 4, 1)
    x = np.full(layer.input_shape, 2**31 - 1)
    w = np.full(layer.weight_shape, 2**27 + 1)
    found = portion(layer, x, w, None, Wish(1))
    assert found is not None
    assert (shown_output(found) == record(layer.params, x, w).output).all()


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish((2,), (0,)), "shown_in is 2, and the input channels there are 0 to 1"),
        (Wish(1, (7,)), "shown_out is 7, and the output channels there are 0 to 3"),
        (Wish(crop=((1, 1), (0, 1))), "crop asks for rows 1:1"),
        (Wish(crop=((0, 1), (0, 4))), "crop asks for columns 0:4 and the input has 3"),
        (Wish(1, (0, 3)), "shown_out has channels of several groups"),
        (Wish(1, (0, 1, 3)), "more channels of one group"),
    ],
)
def test_what_is_not_there_is_refused_by_name(wish: Wish, said: str) -> None:
    layer = Layer(ConvTranspose2d(2, groups=2), (3, 3), 4, 4)
    with pytest.raises(InputError) as refused:
        portion(layer, np.ones((4, 3, 3), int), np.ones((4, 2, 2, 2), int), None, wish)
    assert said in str(refused.value)


def test_a_part_is_read_back_from_its_plain_form() -> None:
    layer, x, w = random_layer()
    found = portion(layer, x, w, None, Wish(3, 2, ((1, 4), (0, 3))))
    assert found is not None
    assert found.layer.part is not None
    assert Part.of(found.layer.part.plain()) == found.layer.part
    for damaged in (
        None,
        {},
        found.layer.part.plain() | {"share": 2},
        found.layer.part.plain() | {"input": []},
    ):
        with pytest.raises(InputError):
            Part.of(damaged)


def test_a_convolution_can_have_a_part_of_its_channels_only() -> None:
    layer = ConvLayer(Conv2d(2), (3, 3), 2, 2)
    found = portion(layer, np.ones((2, 3, 3), int), np.ones((2, 2, 2, 2), int), None, Wish(1, 1))
    assert found is not None
    assert found.rest is not None
    assert found.rest.tolist() == [[[4, 4], [4, 4]]]


def test_shares_are_told_without_boasting() -> None:
    assert [percent(share) for share in (1, 0.9999, 0.61, 0.0164, 0.0001, 0)] == [
        "100 %",
        "over 99 %",
        "61 %",
        "1.6 %",
        "under 0.1 %",
        "0 %",
    ]
