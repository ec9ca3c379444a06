"""What the lines of all languages are made of."""

from collections.abc import Iterable, Sequence

from tconv_anim.layer.axis import Axis, Pair, ends
from tconv_anim.layer.direct import AnyLayer, ConvLayer
from tconv_anim.layer.geometry import Layer


def axes(layer: AnyLayer) -> tuple[Axis, ...]:
    """The axes that its language has to be told of.

    Those of a direct convolution are those of the transposed one that leads back: what it pads is cut there.
    """
    return (layer.transposed if isinstance(layer, ConvLayer) else layer).axes


def is_reversed(layer: AnyLayer) -> bool:
    """Whether the kernel is reversed, and that makes a difference."""
    return any(axis.flip and axis.kernel_size > 1 for axis in axes(layer))


def dilations(layer: AnyLayer) -> tuple[int, ...]:
    """The dilation along each axis: 1 where the kernel has one element, which has nothing to keep apart."""
    return tuple(axis.dilation if axis.kernel_size > 1 else 1 for axis in axes(layer))


def name(layer: AnyLayer, direct: str, transposed: str) -> str:
    """The layer's class, whose name has a place for the number of dimensions."""
    return (direct if isinstance(layer, ConvLayer) else transposed).format(len(axes(layer)))


def said(options: Iterable[tuple[str, tuple[int, ...], int]]) -> list[str]:
    """Those of the options that aren't as usual."""
    return [f"{name}={short(values)}" for name, values, usual in options if set(values) != {usual}]


def short(values: tuple[int, ...]) -> str:
    """One integer where all are the same: ``2``, ``(2, 1)``."""
    return str(values[0]) if len(set(values)) == 1 else str(values)


def wanted(layer: Layer) -> str:
    """What a framework without this layer can't do: "reverse the kernel", or the cuts in words."""
    if is_reversed(layer):
        return "reverse the kernel"
    return f"cut {_each([(axis.lo, axis.hi) for axis in axes(layer)])}"


def padded(layer: ConvLayer) -> str:
    """What is padded along each axis of a direct convolution, in words."""
    return _each([ends(padding) for padding in layer.params.padding])


def _each(cells: Sequence[Pair]) -> str:
    told = [
        f"{lo} at both ends" if lo == hi else f"{lo} at the start and {hi} at the end" for lo, hi in cells
    ]
    sizes = zip(told, ("depth", "height", "width")[-len(told) :], strict=True)
    return told[0] if len(set(told)) == 1 else ", ".join(f"{one} in {size}" for one, size in sizes)
