"""The six arrays of the picture: input, kernel and output, and the gradient of each, of the same shape."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from tconv_anim.language.saying import say
from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place
from tconv_anim.layer.direct import AnyLayer, ConvLayer
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.storyboard import Cell
from tconv_anim.trace.backward import GRADIENT, weight_gradient
from tconv_anim.trace.numbers import Numbers, one
from tconv_anim.trace.several import Several
from tconv_anim.views.common import parts
from tconv_anim.views.common.naming import element_name, is_single, kernel_name, map_name


class Array(NamedTuple):
    """An array of the picture. Its ids begin with ``name``; it is the array, or the gradient, ``of`` a role.

    Its panels have these ``rows`` and ``cols``, counted from its first element: ``beyond`` it, cells have
    the role of padding, or of what padding crops.
    """

    layer: AnyLayer
    name: str
    of: str
    values: Numbers
    rows: range
    cols: range
    beyond: str = ""

    @property
    def maps(self) -> Iterator[Place]:
        """The indices of its maps."""
        return np.ndindex(*self.values.shape[:-2])

    def panel(self, place: Sequence[int]) -> str:
        """The panel of the map that has a place."""
        return ids.of(self.name, *place[:-2])

    def holds(self, place: Place) -> bool:
        """Whether there is such an element: other cells are padding or cropped."""
        return all(0 <= i < n for i, n in zip(place[-2:], self.values.shape[-2:], strict=True))

    def cell(self, place: Place, value: Any = None, active: bool = False) -> Cell:
        """A cell with its number so far, or blank while there is none."""
        inside = self.holds(place)
        role = "empty" if value is None else f"{self.of}-active" if active else self.of
        text = "" if value is None else wording.number(value)
        *_, y, x = place
        name, role = ids.of(self.name, *place), role if inside else self.beyond
        return Cell(name, role, self.panel(place), y, x, text, z=1 if inside else 0)

    def known(self, place: Place, active: bool = False) -> Cell:
        """A cell with the number that it has in the end."""
        return self.cell(place, one(self.values, place), active)

    def begin(self, known: bool) -> Iterator[Cell]:
        """All cells as they are at first: blank unless their numbers are ``known``."""
        for channels in self.maps:
            for y in self.rows:
                for x in self.cols:
                    place = *channels, y, x
                    if known and self.holds(place):
                        yield self.known(place)
                    elif self.holds(place) or self.beyond:
                        yield self.cell(place)

    def finished(self) -> Iterator[Cell]:
        """All its elements with their numbers."""
        return (self.known(place) for place in np.ndindex(*self.values.shape))

    def heading(self, channels: Place) -> str:
        """What stands over a map: ``input``, ``gradient of the input``, ``gradient of kernel 0→2``."""
        if self.name == self.of:
            return self._map(channels)
        sides = ("input", "output") if self.of == "kernel" else (self.of,)
        if any(not is_single(self.layer, side) for side in sides):
            # For translators: {map} is like "input 0" or "kernel 0→2".
            return say("gradient of {map}", map=self._map(channels))
        return {
            "input": say("gradient of the input"),
            "kernel": say("gradient of the kernel"),
            "output": say("gradient of the output"),
        }[self.of]

    def element(self, place: Place) -> str:
        """What captions call an element: ``input[0, 1]``, ``gradient of kernel[0, 1]``."""
        if self.of == "kernel":
            element = wording.element(self._map(place[:-2]), place[-2:])
        else:
            element = element_name(self.layer, self.of, place)
        # For translators: {element} is like "input[0, 1]" or "kernel 0→2[1, 1]".
        return element if self.name == self.of else say("gradient of {element}", element=element)

    def channels(self, indices: Place) -> Place:
        """The channel of a map; of a kernel, the input's and the output's between which it is."""
        if self.of != "kernel":
            return indices
        first, second = indices
        if isinstance(self.layer, ConvLayer):
            return parts.output_channel(self.layer.transposed, first, second), first
        return first, parts.output_channel(self.layer, first, second)

    def _map(self, indices: Place) -> str:
        channels = self.channels(indices)
        if self.of == "kernel":
            return kernel_name(self.layer, channels[0], channels[1])
        return map_name(self.layer, self.of, channels[0])


def arrays_of(several: Several) -> dict[str, Array]:
    """The six, by their names."""
    there, back, weights = several.traces
    layer = there.layer
    direct = isinstance(layer, ConvLayer)
    large = layer.transposed if isinstance(layer, ConvLayer) else layer
    around = large.regions

    def array(name: str, of: str, values: Numbers, beyond: str = "") -> Array:
        rows, cols = around if beyond else map(range, values.shape[-2:])
        return Array(layer, name, of, values, rows, cols, beyond)

    found = (
        array("input", "input", there.input, "padding" * direct),
        array("kernel", "kernel", there.weight),
        array("output", "output", there.output, "cropped" * (not direct)),
        array("input-gradient", "input", back.output, "cropped" * direct),
        array("kernel-gradient", "kernel", weight_gradient(layer, weights.output)),
        array(GRADIENT, "output", several.arrays[GRADIENT], "padding" * (not direct)),
    )
    return {one.name: one for one in found}
