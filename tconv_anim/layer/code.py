"""A layer as the line of code that makes it elsewhere."""

from collections.abc import Iterable

from tconv_anim.layer.axis import Axis, Pair
from tconv_anim.layer.direct import AnyLayer, ConvLayer
from tconv_anim.layer.frameworks import KERAS_SAME, KERAS_VALID


def pytorch(layer: AnyLayer) -> str:
    """The layer as PyTorch's module; what is as usual is left out."""
    p, row = layer.params, is_row(layer)
    if not isinstance(layer, ConvLayer):
        # Cuts that differ are padding and output_padding, where PyTorch allows as much.
        rows, cols = layer.axes
        padding, op = (rows.lo, cols.lo), (rows.lo - rows.hi, cols.lo - cols.hi)
        allowed = all(
            min(axis.lo, more) >= 0 and more < max(axis.stride, axis.dilation)
            for axis, more in zip(layer.axes, op, strict=True)
        )
        if rows.flip or not allowed:
            way = " and reverse the kernel" if rows.flip else ""
            return f"# PyTorch: {_name(layer, '', 'ConvTranspose{}d')} can't cut {_cuts(layer)}{way}"
    elif all(isinstance(cut, int) for cut in p.padding):
        padding, op = p.padding, (0, 0)
    else:
        return "# PyTorch: Conv2d pads both ends of an axis alike"
    words = [str(layer.in_channels), str(layer.out_channels), f"kernel_size={_sides(p.kernel_size, row)}"]
    words += _said(
        (
            ("stride", p.stride, 1),
            ("padding", padding, 0),
            ("output_padding", op, 0),
            ("dilation", p.dilation, 1),
        ),
        row,
    )
    if p.groups != 1:
        words.append(f"groups={p.groups}")
    return f"torch.nn.{_name(layer, 'Conv{}d', 'ConvTranspose{}d')}({', '.join(words)})"


def keras(layer: AnyLayer) -> str:
    """The layer as Keras's, or as a comment on why there is none.

    Keras takes no cuts but those of its two modes. Its transposed layers have no groups, and no dilation
    together with a stride.
    """
    p, row = layer.params, is_row(layer)
    name = _name(layer, "Conv{}D", "Conv{}DTranspose")
    if p.groups != 1 and not isinstance(layer, ConvLayer):
        return f"# Keras: {name} has no groups"
    if max(p.stride) > 1 and max(p.dilation) > 1:
        return f"# Keras: {name} takes no dilation_rate together with strides"
    mode = _keras_mode(layer)
    if mode is None:
        if isinstance(layer, ConvLayer):
            return f'# Keras: neither padding="valid" nor "same" pads {_sides(p.padding, row)} at both ends'
        return f'# Keras: neither padding="valid" nor "same" cuts {_cuts(layer)}'
    words = [str(layer.out_channels), _sides(p.kernel_size, row), f'padding="{mode}"']
    words += _said((("strides", p.stride, 1), ("dilation_rate", p.dilation, 1)), row)
    words += [f"groups={p.groups}"] if p.groups != 1 else []
    return f"keras.layers.{name}({', '.join(words)})"


def _cuts(layer: AnyLayer) -> str:
    cuts = [f"{axis.lo} at the start and {axis.hi} at the end" for axis in _axes(layer)]
    return " and ".join(dict.fromkeys(cuts))


def is_row(layer: AnyLayer) -> bool:
    """Whether the layer is a one-dimensional one: a single row, in which no parameter does anything."""
    p = layer.params
    op = getattr(p, "output_padding", (0, 0))
    rows = p.kernel_size[0], p.stride[0], p.padding[0], op[0], p.dilation[0], layer.input_size[0]
    return rows == (1, 1, 0, 0, 1, 1) and (p.kernel_size[1], layer.input_size[1]) != (1, 1)


def _name(layer: AnyLayer, direct: str, transposed: str) -> str:
    return (direct if isinstance(layer, ConvLayer) else transposed).format(1 if is_row(layer) else 2)


def _said(options: Iterable[tuple[str, Pair, int]], row: bool) -> list[str]:
    """Those of the options that aren't as usual."""
    return [f"{name}={_sides(value, row)}" for name, value, usual in options if value != (usual, usual)]


def _sides(values: Pair, row: bool) -> str:
    return str(values[1]) if row or values[0] == values[1] else f"({values[0]}, {values[1]})"


def _keras_mode(layer: AnyLayer) -> str | None:
    """The padding mode that does what this layer does, if there is one."""
    if isinstance(layer, ConvLayer):
        if layer.params.padding == (0, 0):
            return "valid"
        return "same" if all(map(_pads_as_same, _axes(layer), layer.input_size)) else None
    for mode, framework in (("valid", KERAS_VALID), ("same", KERAS_SAME)):
        if all(
            framework.axis(axis, n) == axis for axis, n in zip(_axes(layer), layer.input_size, strict=True)
        ):
            return mode
    return None


def _pads_as_same(axis: Axis, size: int) -> bool:
    """Whether this padding is that of "same": ceil(size / stride) windows, half of what they lack first."""
    windows = -(-size // axis.stride)
    lacking = max((windows - 1) * axis.stride + axis.extent - size, 0)
    fits = (size + 2 * axis.lo - axis.extent) // axis.stride + 1
    return axis.lo == lacking // 2 and fits == windows


def _axes(layer: AnyLayer) -> tuple[Axis, Axis]:
    return (layer.transposed if isinstance(layer, ConvLayer) else layer).axes
