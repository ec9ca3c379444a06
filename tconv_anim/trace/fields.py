"""How far elements of a stack of layers reach: fields that grow and shrink, and the paths between its ends.

Along an axis, an input element of a layer adds to some output elements (:func:`ways`). From layer to layer,
the *projective field* of an input element is all that these reach in turn, the *receptive field* of an output
element all that it is made of. Away from the edges a field of ``r`` elements has a size that a formula says:
through a transposed convolution forwards, and through a direct one backwards, it becomes

    (r - 1) s + d (k - 1) + 1

(Dumoulin & Visin, "A guide to convolution arithmetic for deep learning", 2016, section 4; Araujo, Norris &
Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill, 2019). The other way it depends
on where the field begins: it has at most ``ceil((r + d (k - 1)) / s)`` elements. :func:`grown` says both.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import gcd, prod
from typing import NamedTuple

from tconv_anim.layer.axis import Axis
from tconv_anim.layer.direct import AnyLayer
from tconv_anim.layer.geometry import Layer


class Field(NamedTuple):
    """Elements of a map: each of these ``channels``, and on each axis each of these ``places``."""

    channels: tuple[int, ...]
    places: tuple[tuple[int, ...], ...]

    @property
    def size(self) -> tuple[int, ...]:
        """Elements from the first to the last one along each axis; 0 where it has none."""
        return tuple(axis[-1] - axis[0] + 1 if axis else 0 for axis in self.places)

    @property
    def many(self) -> int:
        """How many elements it has."""
        return len(self.channels) * prod(map(len, self.places))


class Paths(NamedTuple):
    """How many paths lead from the input to each element of a map.

    It is the same for all channels: ``channels``, the ways through the channels between, times the number
    for the element's place on each of the ``axes``.
    """

    channels: int
    axes: tuple[tuple[int, ...], ...]

    def at(self, place: Sequence[int]) -> int:
        """The paths to the element at (y, x)."""
        return self.channels * prod(axis[i] for axis, i in zip(self.axes, place, strict=True))

    @property
    def ends(self) -> tuple[int, int]:
        """The least and the largest number."""
        return self.channels * prod(map(min, self.axes)), self.channels * prod(map(max, self.axes))


def projective(layers: Sequence[AnyLayer], place: Sequence[int]) -> list[Field]:
    """What the input element at ``place`` reaches: itself, then its field on the output of each layer."""
    fields = [_point(place)]
    for layer in layers:
        fields.append(_through(fields[-1], layer, forwards=True))
    return fields


def receptive(layers: Sequence[AnyLayer], place: Sequence[int]) -> list[Field]:
    """What the last output's element at ``place`` is made of: itself, then its field on each input."""
    fields = [_point(place)]
    for layer in reversed(layers):
        fields.append(_through(fields[-1], layer, forwards=False))
    return fields


def paths(layers: Sequence[AnyLayer]) -> list[Paths]:
    """The paths to each element of the output of each layer."""
    found: list[Paths] = []
    channels = 1
    axes = [[1] * n for n in layers[0].input_size]
    for layer in layers:
        channels *= layer.in_channels // layer.params.groups
        for i, counts in enumerate(axes):
            axes[i] = [0] * layer.output_shape[1 + i]
            for count, reached in zip(counts, ways(layer, i), strict=True):
                for out in reached:
                    axes[i][out] += count
        found.append(Paths(channels, tuple(map(tuple, axes))))
    return found


def pattern(layers: Sequence[AnyLayer], axis: int) -> tuple[int, ...]:
    """The paths to neighbours along an axis, far from all edges, where they repeat: one period of them."""
    counts = [1]
    for layer in layers:
        one, period = _axes(layer)[axis], len(counts)
        taps = one.taps(0)  # of an input without end, too: a cut decides where the next layer begins
        if isinstance(layer, Layer):
            counts = [
                sum(counts[(j - t) // one.stride % period] for t in taps if (j - t) % one.stride == 0)
                for j in range(period * one.stride)
            ]
        else:
            cells = range(period // gcd(period, one.stride))
            counts = [sum(counts[(o * one.stride + t) % period] for t in taps) for o in cells]
    lengths = (n for n in range(1, len(counts) + 1) if len(counts) % n == 0)
    shortest = next(n for n in lengths if counts[:n] * (len(counts) // n) == counts)
    return tuple(counts[:shortest])


def grown(layer: AnyLayer, axis: int, field: int, forwards: bool) -> int:
    """How large a field is at most once it has gone through a layer: so large, far from the edges."""
    one = _axes(layer)[axis]
    if isinstance(layer, Layer) == forwards:
        return (field - 1) * one.stride + one.extent
    return -(-(field + one.extent - 1) // one.stride)


@lru_cache(64)  # of each layer it is asked for every element that is followed
def ways(layer: AnyLayer, axis: int) -> tuple[tuple[int, ...], ...]:
    """For each input element along an axis, the output elements that it adds to."""
    one, n, size = _axes(layer)[axis], layer.input_size[axis], layer.output_shape[1 + axis]
    if isinstance(layer, Layer):
        return tuple(tuple(out for out in one.taps(i) if 0 <= out < size) for i in range(n))
    return _turned([[i for i in one.taps(out) if 0 <= i < n] for out in range(size)], n)


def _axes(layer: AnyLayer) -> Sequence[Axis]:
    """A direct convolution reads where the transposed one writes."""
    return layer.axes if isinstance(layer, Layer) else layer.transposed.axes


def _turned(found: Sequence[Iterable[int]], n: int) -> tuple[tuple[int, ...], ...]:
    """The same pairs, by their other end, of which there are ``n``."""
    ends: list[list[int]] = [[] for _ in range(n)]
    for start, reached in enumerate(found):
        for end in reached:
            ends[end].append(start)
    return tuple(map(tuple, ends))


def _point(place: Sequence[int]) -> Field:
    return Field((place[0],), tuple((i,) for i in place[1:]))


def _through(field: Field, layer: AnyLayer, forwards: bool) -> Field:
    places = []
    for axis, many in enumerate(field.places):
        leads = ways(layer, axis)
        if not forwards:
            leads = _turned(leads, layer.output_shape[1 + axis])
        places.append(tuple(sorted({end for start in many for end in leads[start]})))
    here, there = layer.in_channels, layer.out_channels
    if not forwards:
        here, there = there, here
    groups = layer.params.groups
    met = sorted({c // (here // groups) for c in field.channels})
    each = there // groups
    return Field(tuple(c for g in met for c in range(g * each, (g + 1) * each)), tuple(places))
