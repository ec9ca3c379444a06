"""The three acts: forward, back to the input, back to the kernel; each plays one of the traces."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from tconv_anim.language.saying import say, say_count
from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place
from tconv_anim.layer.direct import AnyLayer, ConvLayer
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.storyboard import Cell, Outline
from tconv_anim.trace.backward import pair_of
from tconv_anim.trace.convtrace import AnyTrace, ConvTrace
from tconv_anim.trace.numbers import one, total
from tconv_anim.trace.several import Several
from tconv_anim.trace.trace import Stamp, Trace
from tconv_anim.views.backward.arrays import Array
from tconv_anim.views.common import parts
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.makeup import Cells
from tconv_anim.views.common.narration import numbered
from tconv_anim.views.common.sums import added_up, factors, fits, telling

Move = Callable[[Sequence[int]], Place]
"""From the indices that a trace has to those of the array on the page."""


class Act(NamedTuple):
    """A trace with the arrays that it reads, multiplies by and makes, and what is told before it.

    In the trace of the kernel's gradient, channels are pairs of channels: ``factor_at`` and ``made_at`` say
    where they are.
    """

    trace: AnyTrace
    read: Array
    factor: Array
    made: Array
    opening: str
    factor_at: Move = tuple
    made_at: Move = tuple

    @property
    def steps(self) -> int:
        """How many there are."""
        return self.trace.input.size if isinstance(self.trace, Trace) else self.trace.output.size

    @property
    def cells(self) -> Cells:
        """Which cells of the page the elements of the trace are."""
        return Cells(
            read=lambda place: ids.of(self.read.name, *place),
            weight=lambda place: ids.of(self.factor.name, *self.factor_at(place)),
            made=lambda place: ids.of(self.made.name, *self.made_at(place)),
            called=lambda place: self.made.element(self.made_at(place)),
        )


class Step(NamedTuple):
    """What a step makes, with the cells and outlines that are lit up meanwhile, and its caption."""

    made: dict[Place, Any]
    lit: Callable[[], list[Cell | Outline]]
    caption: Callable[[], str]


def acts_of(several: Several, arrays: dict[str, Array]) -> tuple[Act, Act, Act]:
    """Forward, the gradient of the input, the gradient of the kernel."""
    there, back, weights = several.traces
    layer = there.layer
    x, w, y, dx, dw, dy = arrays.values()
    read, factor = (x, dy) if isinstance(layer, ConvLayer) else (dy, x)
    forward, back_told, weights_told = _openings(layer, there.bias is not None)
    return (
        Act(there, x, w, y, forward),
        Act(back, dy, w, dx, back_told),
        Act(
            weights, read, factor, dw, weights_told,
            lambda place: (pair_of(layer, place[0])[0], *place[2:]),
            lambda place: (*pair_of(layer, place[0]), *place[1:]),
        ),
    )  # fmt: skip


def _openings(layer: AnyLayer, bias: bool) -> tuple[str, str, str]:
    """What is told before each act."""
    part = layer.part
    whole = part is None or len(part.output.channels) == part.output.channels_of
    if isinstance(layer, ConvLayer):
        return (
            say("Forward: the convolution of the input with the kernel, before the bias.")
            if bias
            else say("Forward: the convolution of the input with the kernel."),
            say(
                "Back: the gradient of the input is the transposed convolution of the output's gradient, "
                "with the same kernel."
            )
            if whole
            else say(
                "Back: the gradient of the input is the transposed convolution of the output's gradient, "
                "with the same kernel, as far as it comes from the channels that are shown."
            ),
            say(
                "The gradient of the kernel is a convolution, too: of the input, "
                "with the output's gradient for its kernel."
            ),
        )
    return (
        say("Forward: the transposed convolution of the input with the kernel, before the bias.")
        if bias
        else say("Forward: the transposed convolution of the input with the kernel."),
        say(
            "Back: the gradient of the input is the convolution of the output's gradient, "
            "with the same kernel."
        )
        if whole
        else say(
            "Back: the gradient of the input is the convolution of the output's gradient, "
            "with the same kernel, as far as it comes from the channels that are shown."
        ),
        say(
            "The gradient of the kernel is a convolution, too: of the output's gradient, "
            "with the input for its kernel."
        ),
    )


def steps_of(act: Act, look: Look) -> Iterator[Step]:
    """A step for each element that is read (by a transposed convolution) or made (by a direct one)."""
    trace = act.trace
    if isinstance(trace, ConvTrace):
        for place, rows in trace.by_output():
            made: dict[Place, Any] = {act.made_at(place): total(trace.product[rows])}
            yield Step(made, partial(_lit, act, rows, place, made), partial(_sum_told, act, rows, made, look))
        return
    sums: dict[Place, Any] = {}
    for stamp in trace.stamps():
        places = [tuple(place) for place in trace.output_index[stamp.rows].tolist()]
        before = [sums.get(place) for place in places]
        made = dict(zip(places, stamp.after.tolist(), strict=True))
        sums.update(made)
        lit = partial(_lit, act, stamp.rows, stamp.source, made)
        yield Step(made, lit, partial(_stamp_told, act, stamp, before, made, look))


def _lit(act: Act, rows: slice, place: Place, made: dict[Place, Any]) -> list[Cell | Outline]:
    """What is read, what it is multiplied by and what is made, with the kernel's window at ``place``."""
    trace = act.trace
    read = [*dict.fromkeys(map(tuple, trace.input_index[rows].tolist()))]
    factors = dict.fromkeys(map(act.factor_at, trace.weight_index[rows].tolist()))
    sources = tuple(ids.of(act.read.name, *one) for one in read)
    if isinstance(trace, Trace):
        layer, under, single = trace.layer, map(act.made.panel, made), (act.read, read)
    else:
        layer, under, single = trace.layer.transposed, map(act.read.panel, read), (act.made, [*made])
    return [
        *(act.read.known(one, active=True) for one in read),
        *(act.factor.known(one, active=True) for one in factors),
        *(act.made.cell(one, value, active=True)._replace(comes_from=sources) for one, value in made.items()),
        *(one for panel in dict.fromkeys(under) for one in parts.window(panel, layer, place)),
        *(parts.lit(single[0].panel(one), *one[-2:]) for one in single[1]),
    ]


def _sum_told(act: Act, rows: slice, made: dict[Place, Any], look: Look) -> str:
    """The sum of an element's products: ``output[0, 1] = 2·3 + 4·1 = 10.``"""
    ((place, value),) = made.items()
    name = act.made.element(place)
    if rows.start == rows.stop:
        # For translators: {element} is like "output[0, 1]" or "gradient of kernel[0, 1]".
        if look.values:
            return say("The {element} gets no product: it is 0.", element=name)
        return say("The {element} gets no product.", element=name)
    terms = [
        f"{wording.factor(a)}·{wording.factor(b)}"
        for a, b, _ in factors(act.trace, range(rows.start, rows.stop))
    ]
    if not look.values:
        # For translators: {element} is like "output[0, 1]" or "gradient of kernel[0, 1]".
        return say_count(
            "The {element} is the sum of {n} product.",
            "The {element} is the sum of {n} products.",
            len(terms),
            element=name,
        )
    # For translators: {element} is like "output[0, 1]" or "gradient of kernel[0, 1]".
    brief = say_count(
        "The {element} is the sum of {n} product: {value}.",
        "The {element} is the sum of {n} products: {value}.",
        len(terms),
        element=name,
        value=wording.prose(value),
    )
    equation = wording.equation(added_up(terms), wording.prose(value))
    # For translators: a sentence that is a sum, as "output[0, 1] = 2·3 + 1·1 = 7".
    return _fitting(say("{element} = {equation}.", element=name, equation=equation), brief)


def _fitting(told: str, brief: str) -> str:
    """What is told, or in brief where a page has no room for that."""
    return told if fits(numbered(told, 100, 100)) else brief


def _stamp_told(act: Act, stamp: Stamp, before: Sequence[Any], made: dict[Place, Any], look: Look) -> str:
    """What is multiplied by the kernel, and one of the sums that its products join."""
    source = act.read.element(stamp.source)
    value = wording.prose(one(act.read.values, stamp.source))
    source += look.quoting(f" = {value}")
    back = act.made.name != act.made.of
    # For translators: {element} is like "input[0, 1] = 2".
    told = (
        say("{element}, times the kernel, is added to the input's gradient.", element=source)
        if back
        else say("{element}, times the kernel, is added to the output.", element=source)
    )
    joined = [
        n
        for n, (place, sum_) in enumerate(zip(made, before, strict=True))
        if sum_ is not None and act.made.holds(place)
    ]
    if not joined or not look.values:
        return told
    events = range(stamp.rows.start, stamp.rows.stop)
    n = max(joined, key=lambda n: telling(act.trace, [events[n]]))
    place, product = list(made)[n], one(act.trace.product, events[n])
    sums = wording.equation(
        f"{wording.factor(before[n])} + {wording.factor(product)}", wording.prose(made[place])
    )
    sums = f"{act.made.element(place)} = {sums}"
    # For translators: {element} is like "input[0, 1] = 2", {sum} like "output[0, 1] = 2 + 4 = 6".
    added = (
        say("{element}, times the kernel, is added to the input's gradient: {sum}.", element=source, sum=sums)
        if back
        else say("{element}, times the kernel, is added to the output: {sum}.", element=source, sum=sums)
    )
    return _fitting(added, told)
