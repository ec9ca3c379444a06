"""Each printed line, run by the library that it is for, gives the trace's output."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import product
from math import prod
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest

from tconv_anim.errors import InputError
from tconv_anim.layer.code import LANGUAGES
from tconv_anim.layer.geometry import ConvTranspose2d, Layer
from tconv_anim.trace.convtrace import AnyTrace
from tconv_anim.trace.trace import Trace, record
from tests.foreign import channels_first, channels_last, grouped, is_transposed, kernel_first, random_traces

onnxruntime.set_default_logger_severity(4)


def line_of(trace: AnyTrace, language: str) -> str:
    return LANGUAGES[language].line(trace.layer, trace.bias is not None)


def said_among(language: str, count: int) -> list[tuple[AnyTrace, str]]:
    """The random layers that this language has, with their lines."""
    found = [(trace, line_of(trace, language)) for trace in random_traces(count)]
    return [(trace, line) for trace, line in found if not line.startswith("#")]


def assert_same(output: Any, trace: AnyTrace, line: str) -> None:
    __tracebackhide__ = True
    output = np.asarray(output)
    assert output.shape == trace.output.shape, (line, trace.layer)
    assert np.allclose(output, trace.output, atol=1e-3), (line, trace.layer)


@pytest.mark.torch
def test_pytorchs_lines_make_the_same_outputs() -> None:
    import torch

    said = said_among("pytorch", 900)
    assert len(said) > 500
    assert {trace.bias is None for trace, _ in said} == {True, False}
    for trace, line in said:
        module = eval(line, {"torch": torch}).double()
        row = "1d" in line
        weight, x = torch.tensor(trace.weight).double(), torch.tensor(trace.input).double()[None]
        assert (module.bias is None) == (trace.bias is None)
        with torch.no_grad():
            module.weight[:] = weight[:, :, 0] if row else weight
            if trace.bias is not None:
                module.bias[:] = torch.tensor(trace.bias)
            theirs = module(x[:, :, 0])[:, :, None] if row else module(x)
        assert_same(theirs[0].numpy(), trace, line)


def run_onnx(trace: AnyTrace, line: str) -> Any:
    node = eval(line, {"onnx": onnx})
    row = "kernel_shape=[" in line and "," not in line.partition("kernel_shape=[")[2].partition("]")[0]
    given = {"x": trace.input[None], "w": trace.weight}
    given = {name: array[:, :, 0] if row else array for name, array in given.items()}
    given |= {} if trace.bias is None else {"b": trace.bias}
    assert list(node.input) == list(given)
    inputs = [onnx.helper.make_tensor_value_info(name, 1, array.shape) for name, array in given.items()]
    graph = onnx.helper.make_graph(
        [node], "g", inputs, [onnx.helper.make_tensor_value_info("y", 1, [None] * (4 - row))]
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    feeds = {name: np.ascontiguousarray(array, np.float32) for name, array in given.items()}
    output = session.run(None, feeds)[0][0]
    return output[:, None] if row else output


def test_onnxs_lines_make_the_same_outputs() -> None:
    said = said_among("onnx", 900)
    assert len(said) > 500
    for trace, line in said:
        assert_same(run_onnx(trace, line), trace, line)


def run_keras(trace: AnyTrace, line: str) -> Any:
    import keras

    layer = eval(line, {"keras": keras})
    row = "1D" in line
    x = channels_last(trace.input, row)
    layer.build(x.shape)
    weights = [kernel_first(trace, row), *([] if trace.bias is None else [trace.bias])]
    assert len(layer.weights) == len(weights)
    layer.set_weights(weights)
    return channels_first(keras.ops.convert_to_numpy(layer(x)))


@pytest.mark.frameworks
def test_kerass_lines_make_the_same_outputs() -> None:
    said = said_among("keras", 1500)
    assert len(said) > 500
    for trace, line in said:
        assert_same(run_keras(trace, line), trace, line)


def everything_keras_can(trace: AnyTrace) -> Iterator[str]:
    """Lines with each padding mode and each output_padding, for this layer's kernel, stride and dilation."""
    p = trace.layer.params
    # Dilation does nothing to a kernel of one element, and Keras has none together with a stride.
    dilation = tuple(d if k > 1 else 1 for d, k in zip(p.dilation, p.kernel_size, strict=True))
    if max(p.stride) > 1 < max(dilation):
        return
    how = f"{trace.layer.out_channels}, {p.kernel_size}, strides={p.stride}, dilation_rate={dilation}"
    for mode in ("valid", "same"):
        for op in (None, *product(*map(range, p.stride))):
            yield (
                f'keras.layers.Conv2DTranspose({how}, padding="{mode}", output_padding={op}, '
                f"use_bias={trace.bias is not None})"
            )


def telling(layer: Layer) -> Trace:
    """The layer with numbers none of whose sums are the same by chance."""
    x, w = (np.arange(1, prod(shape) + 1).reshape(shape) for shape in (layer.input_shape, layer.weight_shape))
    return record(layer.params, x, w**2 + 3, None, layer.framework)


def small() -> Iterator[Trace]:
    """All small layers."""
    for k, s, p, d, n in product(range(1, 6), range(1, 4), range(3), range(1, 3), range(2, 5)):
        for op in range(max(s, d)):
            params = ConvTranspose2d(k, s, p, op, d)
            with suppress(InputError):  # padding may leave nothing
                yield telling(Layer(params, (n, n)))


@pytest.mark.frameworks
def test_whatever_keras_can_say_of_small_layers_is_said() -> None:
    known: dict[Any, list[Any]] = {}
    said, output_padding = 0, 0
    for trace in small():
        p = trace.layer.params
        key = p.kernel_size, p.stride, p.dilation, trace.layer.input_size
        if key not in known:
            known[key] = [run_keras(trace, line) for line in everything_keras_can(trace)]
        can = any(y.shape == trace.output.shape and np.allclose(y, trace.output) for y in known[key])
        line = line_of(trace, "keras")
        assert line.startswith("#") != can, (line, trace.layer)
        if can:
            assert_same(run_keras(trace, line), trace, line)
        said += can
        output_padding += "output_padding" in line
    assert (said, output_padding) == (171, 87)


@pytest.mark.frameworks
def test_what_keras_is_said_not_to_have_it_has_in_none_of_its_ways() -> None:
    tried = 0
    for random in random_traces(1500, seed=1):
        if not isinstance(random, Trace) or random.params.groups > 1:
            continue
        # On so small an input that little is kept, two layers may be one.
        trace = telling(replace(random.layer, input_size=(6, 6)))
        if not line_of(trace, "keras").startswith("#"):
            continue
        for line in everything_keras_can(trace):
            try:
                theirs = run_keras(trace, line)
            except (ValueError, RuntimeError):  # an output without cells
                continue
            same = theirs.shape == trace.output.shape and np.allclose(theirs, trace.output)
            assert not same, (line, trace.layer)
            tried += 1
    assert tried > 1000


@pytest.mark.frameworks
@pytest.mark.slow
def test_jaxs_lines_make_the_same_outputs() -> None:
    import jax

    said = said_among("jax", 500)
    assert len(said) == 500  # JAX has all of them
    for trace, line in said:
        row = "NHC" in line
        weight = grouped if is_transposed(trace) and "HWIO" in line.replace("HIO", "HWIO") else kernel_first
        b = None if trace.bias is None else trace.bias.astype(np.float32)
        names = {"jax": jax, "x": channels_last(trace.input, row), "w": weight(trace, row), "b": b}
        assert_same(channels_first(eval(line, names)), trace, line)


@pytest.mark.frameworks
@pytest.mark.slow
def test_flaxs_lines_make_the_same_outputs() -> None:
    from flax import nnx

    said = said_among("flax", 260)
    assert len(said) > 200
    assert any("input_dilation" in line for _, line in said)
    for trace, line in said:
        module = eval(line, {"nnx": nnx})
        row = len(module.kernel_size) == 1
        weight = grouped if is_transposed(trace) and "transpose_kernel" not in line else kernel_first
        module.kernel[...] = weight(trace, row)
        assert (module.bias is None) == (trace.bias is None)
        if trace.bias is not None:
            module.bias[...] = trace.bias.astype(np.float32)
        assert_same(channels_first(module(channels_last(trace.input, row))), trace, line)
