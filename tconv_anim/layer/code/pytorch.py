"""A layer as PyTorch's module."""

from tconv_anim.layer.axis import ends
from tconv_anim.layer.code import words
from tconv_anim.layer.direct import AnyLayer, ConvLayer


def pytorch(layer: AnyLayer, biased: bool = False) -> str:
    """The layer as PyTorch's module, or a comment on why there is none; what is as usual is left out."""
    p, axes = layer.params, words.axes(layer)
    name = words.name(layer, "Conv{}d", "ConvTranspose{}d")
    op: tuple[int, ...] = (0,) * len(axes)
    if isinstance(layer, ConvLayer):
        padding = _direct_padding(layer)
        if padding is None:
            return f"# PyTorch: {name} can't pad {words.padded(layer)}"
    else:
        padding, op = words.short(tuple(axis.lo for axis in axes)), tuple(axis.lo - axis.hi for axis in axes)
        allowed = all(
            min(axis.lo, more) >= 0 and more < max(axis.stride, axis.dilation)
            for axis, more in zip(axes, op, strict=True)
        )
        if words.is_reversed(layer) or not allowed:
            return f"# PyTorch: {name} can't {words.wanted(layer)}"
    line = [str(layer.in_channels), str(layer.out_channels)]
    line += [f"kernel_size={words.short(p.kernel_size)}"]
    line += words.said((("stride", p.stride, 1),))
    line += [f"padding={padding}"] if padding != "0" else []
    line += words.said(
        (
            ("output_padding", op, 0),
            ("dilation", p.dilation, 1),
            ("groups", (p.groups,), 1),
        )
    )
    line += [] if biased else ["bias=False"]
    return f"torch.nn.{name}({', '.join(line)})"


def _direct_padding(layer: ConvLayer) -> str | None:
    """The padding that makes the same windows: integers, or "same", which may pad one more at the end."""
    padded = [ends(padding) for padding in layer.params.padding]
    axes, sizes = words.axes(layer), layer.input_size
    windows = layer.output_shape[1:]
    if all(lo >= 0 for lo, _ in padded) and all(
        (size + 2 * lo - axis.extent) // axis.stride + 1 == count
        for (lo, _), axis, size, count in zip(padded, axes, sizes, windows, strict=True)
    ):
        return words.short(tuple(lo for lo, _ in padded))
    if all(
        axis.stride == 1 and (lo, lo + hi) == ((axis.extent - 1) // 2, axis.extent - 1)
        for (lo, hi), axis in zip(padded, axes, strict=True)
    ):
        return '"same"'
    return None
