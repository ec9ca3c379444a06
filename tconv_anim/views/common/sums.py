"""Sums in captions: which output element is worth telling of, what it is called, how its sum is written."""

from collections.abc import Sequence
from typing import Any

from tconv_anim.layer.axis import Place
from tconv_anim.storyboard import layout
from tconv_anim.storyboard.metrics import wrap
from tconv_anim.trace.convtrace import AnyTrace
from tconv_anim.trace.trace import Trace

_LONGEST = 5
"""Terms that a caption writes out."""


def most_telling(trace: Trace) -> tuple[Place, list[int]]:
    """The output element with the most products (of those, the most telling ones), and its events."""
    found = ((place, events.tolist()) for place, events in trace.by_output())
    return max(found, key=lambda entry: (len(entry[1]), telling(trace, entry[1])))


def factors(trace: AnyTrace, events: Sequence[int]) -> list[tuple[Any, Any, Any]]:
    """The input's number, the weight and the product of each of these events."""
    columns = (
        trace.input[tuple(trace.input_index[events].T)],
        trace.weight[tuple(trace.weight_index[events].T)],
        trace.product[events],
    )
    return list(zip(*(column.tolist() for column in columns), strict=True))


def telling(trace: AnyTrace, events: Sequence[int]) -> float:
    """How much there is to see in a sum: the share of its factors that are neither 0 nor 1."""
    told = [factor not in (0, 1) for a, b, _ in factors(trace, events) for factor in (a, b)]
    return sum(told) / max(1, len(told))


def added_up(terms: Sequence[str], last: Sequence[str] = ()) -> str:
    """The terms with + between them, the last of many left out: ``1·2 + 3·4 + … (9 products)``.

    The ``last`` to join stand behind them.
    """
    if len(terms) > _LONGEST:
        terms = [*terms[: _LONGEST - 1], f"… ({len(terms)} products)"]
    return " + ".join([*terms, *last])


def taps_met(name: str, products: int, taps: int) -> str:
    """How much of the kernel covers the input: ``1 of 9 kernel cells covers an input value``."""
    if not products:
        return f"{name}: none of the {taps} kernel cells covers an input value."
    cells = "kernel cell" if taps == 1 else "kernel cells"
    cover = "covers" if products == 1 else "cover"
    return f"{name}: {products} of {taps} {cells} {cover} an input value."


def fits(caption: str) -> bool:
    """Whether a caption has room on the narrowest page."""
    return len(wrap(caption, layout.CAPTION, layout.LEAST_WIDTH)) <= layout.CAPTION_LINES
