"""The layer that a call makes, or does."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.axis import IntOrSides
from tconv_anim.sources import meaning
from tconv_anim.sources.found import Found, Options, known
from tconv_anim.sources.lines.arguments import BIAS, Arguments, arguments, meant
from tconv_anim.sources.lines.code import Call
from tconv_anim.sources.lines.onnxnode import Node
from tconv_anim.sources.lines.signatures import (
    ONNX,
    ONNX_DIRECT,
    ONNX_UPSAMPLERS,
    Signature,
    dimensions,
    signature,
)
from tconv_anim.sources.said import Meaning, integers, no_padding
from tconv_anim.sources.written import with_activation, written

_MEANS: Mapping[str, Callable[..., Meaning]] = {
    "pytorch": meaning.pytorch,
    "mlx": meaning.mlx,
    "paddle": meaning.paddle,
    "keras": meaning.keras,
    "flax": meaning.jax,
    "lax": meaning.jax,
    "onnx": meaning.onnx,
}

_OTHERWISE = {
    "kernel_dilation": "dilation",
    "rhs_dilation": "dilation",
    "feature_group_count": "groups",
    "window_strides": "strides",
}
"""Arguments of JAX that ``meaning`` takes by one name."""

_COUNTED = ("kernel_size", "kernel_shape", "strides", "dilation", "dilations", "output_padding", "padding")
"""Arguments that have one number for each dimension, where they have several."""


def layer(
    call: Call, row: Signature, where: Mapping[str, int], kernel_size: IntOrSides | None = None
) -> Found:
    """The layer of a call of this signature.

    ``where`` has the numbers of names in it, ``kernel_size`` is for those that don't say theirs.
    """
    read = arguments(call, row, where)
    name = call.name
    if name == "make_node":
        name = str(ast.literal_eval(call.args[0]))
    return _found(row, read, call.label, name, dimensions(row, call), kernel_size)


def of_node(node: Node, kernel_size: IntOrSides | None = None, dims: int | None = None) -> Found:
    """The layer of a node of ONNX's."""
    read = Arguments({}, node.said, (), {}, node.biased)
    return _found(row_of(node), read, node.label, node.name, dims, kernel_size)


def row_of(node: Node) -> Signature:
    """The signature of a node's operator."""
    return {"Conv": ONNX_DIRECT, **ONNX_UPSAMPLERS}.get(node.name, ONNX)


def _found(
    row: Signature,
    read: Arguments,
    label: str,
    name: str,
    dims: int | None,
    kernel_size: IntOrSides | None,
) -> Found:
    if row.made:
        return upsampler(row, read, label, name, dims)
    known = {_OTHERWISE.get(said, said): value for said, value in read.said.items()}
    wanted = known.pop("output_size", None)
    dims = _counted(row, known) if dims is None else dims
    size = "kernel_shape" if row.home == "onnx" else "kernel_size"
    if kernel_size is not None and known.get(size) is None:
        known[size] = kernel_size if isinstance(kernel_size, int) else tuple(kernel_size)[-dims:]
    direct = _unspread(known, row.direct)
    if "output_shape" in known:
        known["output_shape"] = _sides(known["output_shape"], dims)
    means = _MEANS[row.home](dims, **{size: None, **known}, direct=direct)
    last = _channels_last(row, read)
    options = {**means.options, **_channels(read), **_input(read, dims, last)}
    if wanted is not None:
        options["output_size"] = tuple(integers("output_size", _sides(wanted, dims), dims, 1))
    return Found(
        name=label,
        written=_line(row, read, name),
        options=options,
        asks=tuple(one for one in ("kernel_size", "input_size") if one not in options),
        direct=direct,
        dims=dims,
        biased=read.biased,
        channels_last=last,
        cut=means.cut,
        remark=with_activation(read.activation),
    )


def of_class(home: str, name: str, told: Mapping[str, Any], label: str = "") -> Found | None:
    """The up-sampler of a class, which has its arguments among what it is ``told``; None if it is no such."""
    call = Call((home, name), (), ())
    row = signature(call)
    if row is None or row.made is None:
        return None
    said = {key: told[key] for key in sorted(meant(row) & told.keys()) if told[key] is not None}
    read = Arguments({}, said, (), {"data_format": told.get("data_format")}, False)
    return upsampler(row, read, label, name, dimensions(row, call))


def upsampler(row: Signature, read: Arguments, label: str, name: str, dims: int | None) -> Found:
    """The up-sampler that has these arguments."""
    if row.made is None:
        raise TypeError(f"{name} has a weight of its own")
    one, last = row.made(dims, **read.said), _channels_last(row, read)
    found = Found(label, _line(row, read, name), {}, one.asks, False, one.dims, channels_last=last)
    return known(found._replace(made=one.made), _input(read, one.dims, last))


def _counted(row: Signature, known: Mapping[str, Any]) -> int:
    """How many dimensions there are, by how many numbers an argument has; two where none says it."""
    if row.home == "flax" and isinstance(known.get("kernel_size"), int):
        return 1  # Flax takes an integer for a single side
    if isinstance(known.get("pads"), tuple):
        return len(known["pads"]) // 2
    for name in _COUNTED:
        if isinstance(known.get(name), tuple):
            return len(known[name])
    return 2


def _unspread(known: dict[str, Any], direct: bool) -> bool:
    """Whether it is direct: a convolution of a spread input becomes the transposed one that it is."""
    groups = known.pop("batch_group_count", 1)
    if groups != 1:
        raise InputError(
            f"batch_group_count is {shown(groups)}, which can't be shown: give $layer one with 1"
        )
    spread = [known.pop(name, 1) for name in ("lhs_dilation", "input_dilation")]
    several = [one for one in spread if any(s != 1 for s in _each(one))]
    if not several:
        return direct
    if any(s != 1 for s in _each(known.get("strides", 1))):
        raise InputError("the input is spread, and the kernel strides, too: give $layer one with one of both")
    padding = known.get("padding", "SAME")
    if isinstance(padding, str) and padding.upper() != "VALID":
        raise no_padding(padding, "pairs")
    known |= {"strides": several[0], "padding": 0 if isinstance(padding, str) else padding}
    return False


def _each(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _sides(shape: Any, dims: int) -> Any:
    """The sides of a shape that may begin with the batch and the channels."""
    return shape[2:] if isinstance(shape, tuple) and len(shape) == dims + 2 else shape


def _channels(read: Arguments) -> Options:
    options = {}
    for name, channels in read.channels.items():
        (number,) = integers(name, channels, 1, 1)
        options["in_channels" if name.startswith("in") else "out_channels"] = number
    return options


def _channels_last(row: Signature, read: Arguments) -> bool:
    """Whether the channels are last in inputs."""
    order = read.aside.get("dimension_numbers")
    form = order[0] if isinstance(order, tuple) and order else read.aside.get("data_format")
    if isinstance(form, str):
        return form == "channels_last" or form.endswith("C")
    return row.home in ("mlx", "keras", "flax") or (row.home == "lax" and not row.direct)


def _input(read: Arguments, dims: int, last: bool) -> Options:
    """The input's size and channels, which Keras's first layers say."""
    shape, batch = read.aside.get("input_shape"), read.aside.get("batch_input_shape")
    shape = batch[1:] if isinstance(batch, tuple) else shape
    if not isinstance(shape, tuple) or len(shape) != dims + 1 or any(type(side) is not int for side in shape):
        return {}
    sides = integers("input_shape", shape[:-1] if last else shape[1:], dims, 1)
    return {"input_size": tuple(sides), "in_channels": shape[-1 if last else 0]}


def _line(row: Signature, read: Arguments, name: str) -> str:
    """The call as its framework's users write it."""
    bias = {} if read.biased or read.operands or row.made or row.home not in BIAS else {BIAS[row.home]: False}
    line = f"{row.prefix}{name.removeprefix('Parametrized')}"
    words = {**read.said, **bias, "activation": read.activation}
    given = ", ".join(read.operands)  # what they are called: they have no values
    rest = written("", *read.channels.values(), **words)[1:]
    return f"{line}({given}{', ' * bool(given and rest != ')')}{rest}"
