"""Sums in captions: which output element is worth telling of, what it is called, how its sum is written."""

from collections.abc import Sequence
from typing import Any

from tconv_anim.language.saying import say, say_count
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
        terms = [*terms[: _LONGEST - 1], and_more(len(terms))]
    return " + ".join([*terms, *last])


def and_more(products: int) -> str:
    """What stands for the last terms of a sum of so many products."""
    # For translators: it ends a sum, "1·2 + 3·4 + … (9 products)"; keep the "…".
    return say_count("… ({n} product)", "… ({n} products)", products)


def taps_met(name: str, products: int, taps: int) -> str:
    """How much of the kernel covers the input: ``1 of 9 kernel cells covers an input value``."""
    if not products:
        # For translators: {element} is such as "output[0, 1]".
        return say(
            "{element}: none of the {taps} kernel cells covers an input value.", element=name, taps=taps
        )
    if taps == 1:
        # For translators: {element} is such as "output[0, 1]".
        return say("{element}: 1 of 1 kernel cell covers an input value.", element=name)
    # For translators: {element} is such as "output[0, 1]"; {n} of {taps} kernel cells, as in "2 of 9".
    return say_count(
        "{element}: {n} of {taps} kernel cells covers an input value.",
        "{element}: {n} of {taps} kernel cells cover an input value.",
        products,
        element=name,
        taps=taps,
    )


def fits(caption: str) -> bool:
    """Whether a caption has room on the narrowest page."""
    return len(wrap(caption, layout.CAPTION, layout.LEAST_WIDTH)) <= layout.CAPTION_LINES
