"""What maps, their elements and kernel slices are called: as the layer counts them, be it shown in part."""

from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place, Sides
from tconv_anim.layer.direct import AnyLayer
from tconv_anim.layer.geometry import Layer
from tconv_anim.layer.part import Side


def is_single(layer: AnyLayer, array: str) -> bool:
    """Whether the layer has one channel of this array (input, output or back), which then goes unnamed."""
    side = _side(layer, array)
    return (side.channels_of if side else _channels(layer, array)) == 1


def channel(layer: AnyLayer, array: str, shown: int) -> int:
    """The number of a channel that is shown."""
    side = _side(layer, array)
    return side.channels[shown] if side else shown


def map_name(layer: AnyLayer, array: str, shown: int) -> str:
    """A map of an array: ``output``, or ``output 3`` where there are several."""
    return array if is_single(layer, array) else f"{array} {channel(layer, array, shown)}"


def element_name(layer: AnyLayer, array: str, place: Place, called: str = "") -> str:
    """An element of an array: ``output[0, 1]``, with its channel first where there are several.

    It may be ``called`` otherwise than its array.
    """
    named = element(layer, array, place)
    return wording.element(called or array, named[1:] if is_single(layer, array) else named)


def element(layer: AnyLayer, array: str, place: Place) -> Place:
    """The place of an element that is shown, as the whole layer counts it."""
    side = _side(layer, array)
    return side.place(place) if side else place


def kernel_name(layer: AnyLayer, ci: int, co: int) -> str:
    """The kernel slice between two channels that are shown: ``kernel``, or ``kernel 0→3``."""
    if is_single(layer, "input") and is_single(layer, "output"):
        return "kernel"
    return f"kernel {channel(layer, 'input', ci)}→{channel(layer, 'output', co)}"


def on_canvas(layer: Layer, cells: Sides) -> Sides:
    """Where these cells along each axis of the output are, counted from the whole canvas's first.

    Lines and slices have numbers beside them, and are counted as those are: from the output's first.
    """
    if len(cells) != 2:
        return element(layer, "output", (0, *cells))[1:]
    start = layer.part.input.start if layer.part else (0,) * len(cells)
    return tuple(
        cell + axis.lo + first * axis.stride
        for cell, axis, first in zip(cells, layer.axes, start, strict=True)
    )


def _side(layer: AnyLayer, array: str) -> Side | None:
    if layer.part is None:
        return None
    return layer.part.output if array == "output" else layer.part.input


def _channels(layer: AnyLayer, array: str) -> int:
    return layer.out_channels if array == "output" else layer.in_channels
