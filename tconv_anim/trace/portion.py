"""The part of a layer that is shown, chosen by what it adds, and the rest that makes its sums true."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tconv_anim.errors import InputError
from tconv_anim.layer.axis import Pair, called
from tconv_anim.layer.direct import AnyLayer, ConvLayer
from tconv_anim.layer.geometry import Layer
from tconv_anim.layer.part import Part, Side
from tconv_anim.trace.numbers import Numbers, of_one_type, refuse_overflow
from tconv_anim.trace.whole import Window, energies, output_sums

Channels = int | tuple[int, ...] | None
"""So many channels (those that add most), these, or all."""


class Wish(NamedTuple):
    """What is to be seen of a layer. ``crop`` are the first and the stop of the input along each axis."""

    input: Channels = None
    output: Channels = None
    crop: tuple[Pair, ...] | None = None


class Portion(NamedTuple):
    """A part as a layer of its own, with its numbers; without a ``rest`` nothing else adds to its output."""

    layer: AnyLayer
    input: Numbers
    weight: Numbers
    bias: Numbers | None
    rest: Numbers | None


def portion(
    layer: AnyLayer, input: Numbers, weight: Numbers, bias: Numbers | None, wish: Wish
) -> Portion | None:
    """What ``wish`` asks for of a whole layer; None where that is all of it.

    ``input`` is ``C_in H W``, ``weight`` ``C_in C_out/groups kH kW`` (a direct convolution's ``C_out
    C_in/groups kH kW``), ``bias`` ``C_out``. A shown output cell's products, bias and rest make the whole
    layer's output there: integers exactly, floats to 13 digits. Raises :class:`InputError` for channels,
    rows or columns that aren't there, or aren't of one group.
    """
    x, w, b, _ = of_one_type(input, weight, bias, None)
    refuse_overflow(layer, x, w, (b,))
    whole = _Whole(layer, x, w)
    crop = _crop(layer, wish)
    reach = _reach(layer, crop)
    outs = _outputs(whole, wish.output, reach)
    ins, share = _inputs(whole, wish.input, outs, crop, reach)
    everything = crop == _everything(layer)
    if everything and len(ins) == layer.in_channels and len(outs) == layer.out_channels:
        return None
    others = sum(len(whole.inputs(group)) for group, _ in whole.by_group(outs)) - len(ins)
    starts = [tuple(span.start for span in spans) for spans in (crop, reach)]
    part = Part(
        Side(tuple(ins), layer.in_channels, starts[0], layer.input_size),
        Side(tuple(outs), layer.out_channels, starts[1], layer.output_shape[1:]),
        others,
        share,
    )
    shown = _as_layer(whole, part, outs, crop)
    own_x, own_w = x[ins][:, *crop], whole.weight(outs, ins)
    rest = None
    if others or not everything:
        inside = _Whole(shown, own_x, own_w)
        here = range(len(outs))
        rest = _rounded(whole.output(outs)[:, *reach] - inside.output(here))
    return Portion(shown, own_x, own_w, None if b is None else b[outs], rest)


class _Whole:
    """A layer with its numbers, taken apart into its groups."""

    def __init__(self, layer: AnyLayer, x: Numbers, w: Numbers) -> None:
        self.layer, self.x, self._w = layer, x, w
        self._ins = layer.in_channels // layer.params.groups
        self._outs = layer.out_channels // layer.params.groups

    def by_group(self, outs: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
        """The groups of these output channels, each with those of them that it has."""
        for group in dict.fromkeys(out // self._outs for out in outs):
            yield group, [out for out in outs if out // self._outs == group]

    def inputs(self, group: int) -> range:
        """The input channels of a group."""
        return range(group * self._ins, (group + 1) * self._ins)

    def kernels(self, group: int, outs: Sequence[int], ins: Sequence[int]) -> Numbers:
        """``C_out C_in kH kW`` of these channels of a group."""
        first = group * self._ins, group * self._outs
        within = [i - first[0] for i in ins], [o - first[1] for o in outs]
        if isinstance(self.layer, ConvLayer):
            return self._w[list(outs)][:, within[0]]
        return self._w[list(ins)][:, within[1]].swapaxes(0, 1)

    def weight(self, outs: Sequence[int], ins: Sequence[int]) -> Numbers:
        """The weight of a layer that has these channels only, in its own axes."""
        kernels = (
            self.kernels(group, own, [i for i in ins if i in self.inputs(group)])
            for group, own in self.by_group(outs)
        )
        if isinstance(self.layer, ConvLayer):
            return np.concatenate(list(kernels))
        return np.concatenate([one.swapaxes(0, 1) for one in kernels])

    def output(self, outs: Sequence[int]) -> Numbers:
        """These channels of the output, without biases; ``outs`` are in order."""
        return np.concatenate(
            [
                output_sums(
                    self.layer, self.x[self.inputs(group)], self.kernels(group, own, self.inputs(group))
                )
                for group, own in self.by_group(outs)
            ]
        )

    def energy(self, group: int, outs: Sequence[int], window: Window, crop: Window, inside: bool) -> Numbers:
        """The energy of each of a group's input channels, from ``inside`` a crop of the input or outside."""
        x = np.zeros_like(self.x[self.inputs(group)])
        x[:, *crop] = self.x[self.inputs(group)][:, *crop]
        if not inside:
            x = self.x[self.inputs(group)] - x
        return energies(self.layer, x, self.kernels(group, outs, self.inputs(group)), window)


def _everything(layer: AnyLayer) -> Window:
    return tuple(slice(0, n) for n in layer.input_size)


def _crop(layer: AnyLayer, wish: Wish) -> Window:
    if wish.crop is None:
        return _everything(layer)
    if len(wish.crop) != layer.params.dims:
        raise InputError(
            f"crop has {len(wish.crop)} ranges and the layer {layer.params.dims} axes: "
            "give $crop a range for each"
        )
    for (first, stop), size, axis in zip(wish.crop, layer.input_size, called(len(wish.crop)), strict=True):
        if not 0 <= first < stop <= size:
            raise InputError(
                f"crop asks for {axis.one}s {first}:{stop} and the input has {size}: "
                f"let $crop be within 0:{size} there"
            )
    return tuple(slice(*one) for one in wish.crop)


def _reach(layer: AnyLayer, crop: Window) -> Window:
    """The output cells that belong to a part of the input."""
    if isinstance(layer, ConvLayer):
        return tuple(slice(0, n) for n in layer.output_shape[1:])
    found = []
    for axis, n, span in zip(layer.axes, layer.input_size, crop, strict=True):
        count = span.stop - span.start
        part, start = axis.within(n, span.start, count)
        if part.output_size(count) < 1:
            raise InputError("crop reaches no cell of the output: take other rows or columns for $crop")
        found.append(slice(start, start + part.output_size(count)))
    return tuple(found)


def _outputs(whole: _Whole, wish: Channels, reach: Window) -> list[int]:
    """The output channels that are shown, in order: of several groups only where all of them are."""
    total = whole.layer.out_channels
    if wish is None or (isinstance(wish, int) and wish >= total):
        return list(range(total))
    if not isinstance(wish, int):
        return _named(wish, range(total), "shown_out", "output")
    added = whole.output(range(total))[:, *reach].astype(float) ** 2
    order = _strongest(added.sum(tuple(range(1, added.ndim))))
    for _, own in whole.by_group(order):
        return sorted(own[:wish])
    return []


def _inputs(
    whole: _Whole, wish: Channels, outs: list[int], crop: Window, reach: Window
) -> tuple[list[int], float]:
    """The input channels that are shown, in order, and their share of the energy."""
    groups = list(whole.by_group(outs))
    there = [i for group, _ in groups for i in whole.inputs(group)]
    if len({len(own) for _, own in groups}) > 1:
        raise InputError(
            "shown_out has more channels of one group than of another: let $shown_out have as many"
        )
    inside = np.concatenate([whole.energy(group, own, reach, crop, True) for group, own in groups])
    if wish is None or (isinstance(wish, int) and wish >= len(whole.inputs(0))):
        ins = there
    elif len(groups) > 1:
        raise InputError(
            "shown_out has channels of several groups: let $shown_out be of one, or show all input channels "
            "with $shown_in all"
        )
    elif isinstance(wish, int):
        ins = sorted(there[i] for i in _strongest(inside)[:wish])
    else:
        ins = _named(wish, there, "shown_in", "input")
    total = inside.sum()
    if crop != _everything(whole.layer):
        total += sum(whole.energy(group, own, reach, crop, False).sum() for group, own in groups)
    shown = sum(energy for i, energy in zip(there, inside.tolist(), strict=True) if i in set(ins))
    share = 1.0 if total == 0 or (len(ins) == len(there) and total == inside.sum()) else shown / total
    return ins, round(min(1.0, float(share)), 6)


def _named(wish: Sequence[int], there: Sequence[int], option: str, what: str) -> list[int]:
    for channel in wish:
        if channel not in there:
            last = f"{there[0]} to {there[-1]}"
            raise InputError(
                f"{option} is {channel}, and the {what} channels there are {last}: "
                f"take some of those for ${option}"
            )
    return sorted(set(wish))


def _strongest(energy: NDArray[np.float64]) -> list[int]:
    """The places of the numbers, largest first; of equal ones the first."""
    order: list[int] = np.argsort(-energy, kind="stable").tolist()
    return order


def _as_layer(whole: _Whole, part: Part, outs: list[int], crop: Window) -> AnyLayer:
    layer, groups = whole.layer, len(list(whole.by_group(outs)))
    size = tuple(span.stop - span.start for span in crop)
    channels = len(part.input.channels), len(outs)
    if isinstance(layer, ConvLayer):
        return ConvLayer(replace(layer.params, groups=groups), size, *channels, part)
    return Layer(replace(layer.params, groups=groups), size, *channels, layer.framework, part)


_DIGITS = 13
"""Of a rest's floats: what lies behind depends on the order in which a machine adds up."""


def _rounded(rest: Numbers) -> Numbers:
    if rest.dtype.kind != "f":
        return rest
    return np.array([float(f"{number:.{_DIGITS}g}") for number in rest.ravel().tolist()]).reshape(rest.shape)
