"""Several traces that one picture shows, and the numbers that all of them are made from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from tconv_anim.trace.convtrace import AnyTrace
from tconv_anim.trace.numbers import Numbers

Recorded = Callable[[Mapping[str, Numbers]], tuple[AnyTrace, ...]]
"""What makes the traces from arrays, by their names: live numbers go through it as others do."""


@dataclass(frozen=True, eq=False)
class Several:
    """The traces of a picture that shows more than one, the first of them that of its recipe's own layer.

    ``arrays`` are what readers may change, each by the words with which the ids of its cells begin
    (``input``, ``kernel``); ``recorded`` makes all traces from them. So what one trace hands on to another is
    no array of its own, and follows where a number changes.
    """

    arrays: Mapping[str, Numbers]
    recorded: Recorded

    @cached_property
    def traces(self) -> tuple[AnyTrace, ...]:
        """All of them, in the order in which they are told of."""
        return self.recorded(self.arrays)


Traced = AnyTrace | Several
"""What a picture shows: a trace, or several."""


def renewed(
    trace: AnyTrace, x: Numbers, w: Numbers, b: Numbers | None = None, r: Numbers | None = None
) -> AnyTrace:
    """The same table with other numbers: input, weight, bias and rest."""
    product = x[tuple(trace.input_index.T)] * w[tuple(trace.weight_index.T)]
    return replace(trace, input=x, weight=w, bias=b, rest=r, product=product)


def each(traced: Traced) -> tuple[AnyTrace, ...]:
    """Its traces, of which the first is that of the recipe's own layer."""
    return traced.traces if isinstance(traced, Several) else (traced,)
