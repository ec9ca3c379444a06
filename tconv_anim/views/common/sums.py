"""Sums in captions: which output element is worth telling of, what it is called, how its sum is written."""

from collections.abc import Sequence

from tconv_anim.layer import wording
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common.ending import Place

_LONGEST = 5
"""Terms that a caption writes out."""


def most_telling(trace: Trace) -> tuple[Place, list[int]]:
    """The output element with the most products (of those, with the fewest zeros), and its events."""
    place, events = max(
        trace.by_output(), key=lambda entry: (len(entry[1]), (trace.product[entry[1]] != 0).sum())
    )
    return place, events.tolist()


def named(array: str, channels: int, place: Place) -> str:
    """An element of the input or output; its channel is left out where there is only one."""
    return wording.element(array, place[1:] if channels == 1 else place)


def bias_of(trace: Trace, place: Place) -> Sequence[str]:
    """The addend that the bias is to an output element, or none."""
    return [] if trace.bias is None else [wording.factor(trace.bias[place[0]].item())]


def added_up(terms: Sequence[str], bias: Sequence[str] = ()) -> str:
    """The terms with + between them, the last of many left out: ``1·2 + 3·4 + … (9 products)``.

    A ``bias`` stands behind them.
    """
    if len(terms) > _LONGEST:
        terms = [*terms[: _LONGEST - 1], f"… ({len(terms)} products)"]
    return " + ".join([*terms, *bias])


def taps_met(name: str, products: int, taps: int) -> str:
    """How much of the kernel meets the input, where no numbers are drawn: ``1 of 9 taps meets the input``."""
    if not products:
        return f"{name}: none of the {taps} taps meets the input"
    plural = "s" if taps > 1 else ""
    return f"{name}: {products} of {taps} tap{plural} meet{'' if products > 1 else 's'} the input"
