"""Stacks of layers: the numbers, the fields and the paths, held against PyTorch's and against the traces."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tconv_anim.errors import InputError
from tconv_anim.layer.activation import Activation, activation
from tconv_anim.layer.direct import Conv2d, ConvLayer
from tconv_anim.layer.geometry import ConvTranspose2d, Layer
from tconv_anim.trace import stack as stacks
from tconv_anim.trace.fields import grown, paths, pattern, projective, receptive
from tconv_anim.trace.numbers import Numbers
from tconv_anim.trace.stack import Stack, Stage, record_stack
from tests.layers import Example

STACKS = 500

ACTIVATIONS = [
    activation("activation", name) for name in ("none", "relu", "leaky_relu(0.2)", "sigmoid", "tanh")
]


def random_stack(
    seed: int, floats: bool = False, curved: bool = True, most: int = 4
) -> tuple[Numbers, list[Stage]]:
    """An input, and 2 to 4 layers for it: transposed and direct, with groups, dilation and all paddings."""
    random = np.random.default_rng(seed)

    def one(least: int, most: int) -> int:
        return int(random.integers(least, most + 1))

    def pair(least: int, most: int) -> tuple[int, int]:
        return one(least, most), one(least, most)

    def numbers(*shape: int) -> Numbers:
        integers = random.integers(-4, 5, shape)
        return integers * 0.37 if floats else integers

    groups = one(1, 2)
    shape: tuple[int, ...] = (groups * one(1, 2), *pair(1, 4))
    x = numbers(*shape)
    stages: list[Stage] = []
    wanted = one(2, most)
    while len(stages) < wanted:
        try:
            layer = _random_layer(shape, one, pair)
        except InputError:
            continue
        if max(layer.output_shape[1:]) > 24:
            continue
        bias = numbers(layer.out_channels) if one(0, 1) else None
        kind = ACTIVATIONS[one(0, 4 if floats and curved else 2 if floats else 1)]
        stages.append(Stage(layer, numbers(*layer.weight_shape), bias, kind))
        shape = layer.output_shape
    return x, stages


def _random_layer(
    shape: tuple[int, ...], one: Callable[[int, int], int], pair: Callable[[int, int], tuple[int, int]]
) -> Layer | ConvLayer:
    channels, *size = shape
    groups = one(1, 2) if channels % 2 == 0 else 1
    out, stride, dilation = groups * one(1, 2), pair(1, 3), pair(1, 2)
    where = (size[0], size[1])
    if one(0, 2) == 0:
        return ConvLayer(Conv2d(pair(1, 3), stride, pair(0, 2), dilation, groups), where, channels, out)
    op = tuple(one(0, max(s, d) - 1) for s, d in zip(stride, dilation, strict=True))
    params = ConvTranspose2d(pair(1, 4), stride, pair(0, 2), op, dilation, groups)
    return Layer(params, where, channels, out)


def in_torch(stages: list[Stage]) -> Any:
    """The same stack as a torch.nn.Sequential."""
    import torch
    from torch import nn

    behind: dict[str, Callable[[Activation], Any]] = {
        "none": lambda how: nn.Identity(),
        "relu": lambda how: nn.ReLU(),
        "leaky_relu": lambda how: nn.LeakyReLU(how.slope),
        "sigmoid": lambda how: nn.Sigmoid(),
        "tanh": lambda how: nn.Tanh(),
    }
    parts: list[Any] = []
    for layer, weight, bias, how in stages:
        p = layer.params
        said: dict[str, Any] = {
            "kernel_size": p.kernel_size,
            "stride": p.stride,
            "padding": p.padding,
            "dilation": p.dilation,
            "groups": p.groups,
            "bias": bias is not None,
            "dtype": torch.float64,
        }
        part: Any
        if isinstance(layer, Layer):
            said["output_padding"] = layer.params.output_padding
            part = nn.ConvTranspose2d(layer.in_channels, layer.out_channels, **said)
        else:
            part = nn.Conv2d(layer.in_channels, layer.out_channels, **said)
        part.weight.data = torch.tensor(weight).double()
        if bias is not None:
            part.bias.data = torch.tensor(bias).double()
        parts += [part, behind[how.kind](how)]
    return nn.Sequential(*parts)


def run(model: Any, x: Numbers) -> NDArray[Any]:
    import torch

    with torch.no_grad():
        found: NDArray[Any] = model(torch.tensor(x).double()[None])[0].numpy()
    return found


@pytest.mark.slow
@pytest.mark.torch
@pytest.mark.parametrize("floats", [False, True])
@pytest.mark.parametrize("small", [True, False])
def test_pytorch_gives_the_same_output(floats: bool, small: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not small:
        monkeypatch.setattr(stacks, "MOST_EVENTS", 0)
    for seed in range(STACKS):
        x, stages = random_stack(seed, floats)
        found, expected = record_stack(x, stages).output, run(in_torch(stages), x)
        if floats:
            np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
        else:
            assert found.dtype == np.int64
            assert (found == expected).all()


@pytest.mark.slow
@pytest.mark.torch
def test_fields_are_where_pytorchs_gradients_are() -> None:
    import torch

    for seed in range(STACKS):
        x, stages = random_stack(seed)
        ones = [Stage(layer, np.ones(layer.weight_shape, int)) for layer in (s.layer for s in stages)]
        layers = [stage.layer for stage in ones]
        model = in_torch(ones)
        random = np.random.default_rng(seed)
        inputs = torch.ones((1, *x.shape), dtype=torch.float64, requires_grad=True)
        output = model(inputs)[0]
        place = tuple(int(random.integers(n)) for n in output.shape)
        (gradient,) = torch.autograd.grad(output[place], inputs)
        field = receptive(layers, place)[-1]
        assert support(field, x.shape) == nonzero(gradient[0].numpy())
        # And forwards: what changes where one input element does.
        source = tuple(int(random.integers(n)) for n in x.shape)
        pulse = np.zeros(x.shape)
        pulse[source] = 1
        reached = projective(layers, source)
        for many, found in enumerate(reached[1:], 1):
            seen = run(in_torch(ones[:many]), pulse)
            assert support(found, seen.shape) == nonzero(seen)
            assert found.many == np.count_nonzero(seen)


def support(field: Any, shape: tuple[int, ...]) -> set[tuple[int, ...]]:
    mask = np.zeros(shape, bool)
    mask[np.ix_(field.channels, *field.places)] = True
    return nonzero(mask)


def nonzero(array: NDArray[Any]) -> set[tuple[int, ...]]:
    return {tuple(place) for place in np.argwhere(array).tolist()}


def of_ones(stages: list[Stage]) -> tuple[Numbers, Stack]:
    """The traces of these layers where all numbers are ones: each then counts paths."""
    plain = [Stage(stage.layer, np.ones(stage.layer.weight_shape, int)) for stage in stages]
    x = np.ones(stages[0].layer.input_shape, int)
    return x, record_stack(x, plain)


def test_paths_are_the_counts_of_the_traces_composed() -> None:
    for seed in range(STACKS):
        _, stages = random_stack(seed)
        _, trace = of_ones(stages)
        for counted, found in zip(paths(trace.layers), trace.maps[1:], strict=True):
            _, height, width = found.shape
            expected = [[counted.at((y, x)) for x in range(width)] for y in range(height)]
            assert (found == expected).all()
            assert counted.ends == (found.min(), found.max())


def test_the_tables_lead_to_the_same_fields() -> None:
    for seed in range(100):
        x, stages = random_stack(seed)
        trace = record_stack(x, stages)
        source = tuple(int(i) for i in np.argwhere(np.ones(x.shape))[seed % x.size])
        field = {source}
        for table, found in zip(trace.traces, projective(trace.layers, source)[1:], strict=True):
            pairs = zip(table.input_index.tolist(), table.output_index.tolist(), strict=True)
            _, height, width = table.layer.output_shape
            field = {
                (c, y, x)
                for read, (c, y, x) in pairs
                if tuple(read) in field and 0 <= y < height and 0 <= x < width
            }
            assert support(found, table.layer.output_shape) == field


@pytest.mark.slow
def test_far_from_the_edges_fields_have_the_size_of_the_formula_and_paths_repeat() -> None:
    for seed in range(STACKS):
        _, stages = random_stack(seed)
        wide: list[Any] = []
        size = (120, 120)
        for stage in stages:
            p, layer = stage.layer.params, stage.layer
            n_in, n_out = layer.in_channels, layer.out_channels
            wide.append(type(layer)(p, size, n_in, n_out))  # type: ignore[arg-type]
            size = wide[-1].output_shape[1:]
        for axis in (0, 1):
            middle = projective(wide, (0, 60, 60))
            for i, layer in enumerate(wide):
                least = middle[i].size[axis]
                if least and middle[i + 1].size[axis]:
                    formula = grown(layer, axis, least, forwards=True)
                    assert middle[i + 1].size[axis] <= formula
                    assert middle[i + 1].size[axis] == formula or isinstance(layer, ConvLayer)
            counts, period = paths(wide)[-1].axes[axis], pattern(wide, axis)
            if len(counts) > 100:
                inner = counts[len(counts) // 2 :][: len(period)]
                assert sorted(inner) == sorted(period)


def test_a_decoder_doubles_and_its_field_grows_as_the_formula_says() -> None:
    params = ConvTranspose2d(4, 2, 1)
    layers = [Layer(params, (4, 4)), Layer(params, (8, 8))]
    assert [field.size for field in projective(layers, (0, 1, 1))] == [(1, 1), (4, 4), (10, 10)]
    assert [field.size for field in receptive(layers, (0, 7, 7))] == [(1, 1), (2, 2), (2, 2)]
    assert pattern(layers, 0) == (4,)
    threes = [Layer(ConvTranspose2d(3, 2), (4, 4)), Layer(ConvTranspose2d(3, 2), (9, 9))]
    assert pattern(threes, 0) == (3, 2, 3, 1)


@pytest.mark.parametrize("text", ["gelu", "leaky_relu(1)", "leaky_relu(-1)", "leaky_relu(e)", 3])
def test_other_activations_are_refused_with_those_that_there_are(text: Any) -> None:
    with pytest.raises(InputError, match=r"activation is .*activation"):
        activation("activation", text)


def test_sums_past_64_bits_are_refused_in_the_layer_that_has_them() -> None:
    layer = Layer(ConvTranspose2d(1), (1, 1))
    weight = np.full((1, 1, 1, 1), 2**31)
    stages = [Stage(layer, weight)] * 3
    with pytest.raises(InputError, match="layer 2: the sums could leave the range"):
        _ = record_stack(np.full((1, 1, 1), 2**20), stages).traces


def test_example_layers_are_their_own_stack() -> None:
    layer, x = Layer(ConvTranspose2d(2), (2, 2)), np.arange(4).reshape(1, 2, 2)
    weight = np.ones(layer.weight_shape, int)
    example = Example(layer, x, weight, None)
    assert (record_stack(x, [Stage(layer, weight)]).output == example.trace.output).all()
