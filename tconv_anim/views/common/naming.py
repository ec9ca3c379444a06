"""What maps, their elements and kernel slices are called: as the layer counts them, be it shown in part."""

from collections.abc import Callable

from tconv_anim.language.saying import say
from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place, Sides
from tconv_anim.layer.direct import AnyLayer
from tconv_anim.layer.geometry import Layer
from tconv_anim.layer.part import Side


def array_name(array: str) -> str:
    """What an array is called by itself, over its map and in captions."""
    return _CALLED[array]()


_CALLED: dict[str, Callable[[], str]] = {
    # For translators: over a map, and before indices: "input[0, 1]".
    "input": lambda: say("input"),
    # For translators: over the weights, and before indices: "kernel[0, 1]".
    "kernel": lambda: say("kernel"),
    # For translators: over a map, and before indices: "output[0, 1]".
    "output": lambda: say("output"),
    # For translators: the output before padding crops it.
    "canvas": lambda: say("canvas"),
    # For translators: what all that isn't shown of a large layer adds to the output.
    "rest": lambda: say("rest"),
    # For translators: the map to which the output is led back, by a convolution with the same kernel.
    "back": lambda: say("back"),
    # For translators: the gradient of the loss with respect to the output.
    "gradient": lambda: say("gradient"),
    # For translators: the gradient of the loss with respect to the input.
    "input-gradient": lambda: say("input gradient"),
    # For translators: the gradient of the loss with respect to the kernel's weights.
    "kernel-gradient": lambda: say("kernel gradient"),
}


def is_single(layer: AnyLayer, array: str) -> bool:
    """Whether the layer has one channel of this array, which then goes unnamed."""
    side = _side(layer, array)
    return (side.channels_of if side else _channels(layer, array)) == 1


def channel(layer: AnyLayer, array: str, shown: int) -> int:
    """The number of a channel that is shown."""
    side = _side(layer, array)
    return side.channels[shown] if side else shown


def map_name(layer: AnyLayer, array: str, shown: int) -> str:
    """A map of an array: ``output``, or ``output 3`` where there are several."""
    name = array_name(array)
    if is_single(layer, array):
        return name
    # For translators: a map with the number of its channel, "input 3".
    return say("{map} {channel}", map=name, channel=channel(layer, array, shown))


def element_name(layer: AnyLayer, array: str, place: Place, called: str = "") -> str:
    """An element of an array: ``output[0, 1]``, with its channel first where there are several.

    It may be ``called`` otherwise than its array.
    """
    named = element(layer, array, place)
    return wording.element(called or array_name(array), named[1:] if is_single(layer, array) else named)


def element(layer: AnyLayer, array: str, place: Place) -> Place:
    """The place of an element that is shown, as the whole layer counts it."""
    side = _side(layer, array)
    return side.place(place) if side else place


def kernel_name(layer: AnyLayer, ci: int, co: int) -> str:
    """The kernel slice between two channels that are shown: ``kernel``, or ``kernel 0→3``."""
    if is_single(layer, "input") and is_single(layer, "output"):
        return array_name("kernel")
    between = f"{channel(layer, 'input', ci)}→{channel(layer, 'output', co)}"
    # For translators: a kernel with the channels that it leads from and to, "kernel 0→3".
    return say("kernel {channels}", channels=between)


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
    return layer.part.output if array in _OF_OUTPUT else layer.part.input


def _channels(layer: AnyLayer, array: str) -> int:
    return layer.out_channels if array in _OF_OUTPUT else layer.in_channels


_OF_OUTPUT = ("output", "canvas", "rest")
"""Arrays with the channels of the output; all others have the input's."""
