"""Numbers, sizes and places in words: the same spelling in every view, caption and message."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from math import prod

from tconv_anim import live
from tconv_anim.language.lists import listed
from tconv_anim.language.saying import say, say_count, spoken
from tconv_anim.layer.axis import Cuts, Sides, called

USUAL_DIGITS = 4
"""Significant digits that floats have where nothing else is asked for."""

_digits: ContextVar[int] = ContextVar("digits", default=USUAL_DIGITS)


def digits() -> int:
    """How many significant digits floats have here."""
    return _digits.get()


@contextmanager
def spelled(count: int) -> Iterator[None]:
    """Let floats have so many significant digits here: in all that a view shows and says."""
    before = _digits.set(count)
    try:
        yield
    finally:
        _digits.reset(before)


def number(value: float) -> str:
    """A number as a cell shows it: integers in full, floats to some significant digits (:func:`spelled`).

    Plain ASCII, so that ``float(number(x))`` reads it back; painters set a true minus sign. Of a live
    number (:mod:`tconv_anim.live`) this, like all that follows, has marks around it.
    """
    return _written(_number(value), value, "number")


def _written(text: str, value: float, form: str) -> str:
    return live.written(text, value, form, _digits.get())


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(int(value))
    text = f"{value:.{_digits.get()}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    return "0" if text == "-0" else text


def signed(value: float) -> str:
    """A number about to be added: ``+6``, ``-6``."""
    text = _number(value)
    return _written(text if text.startswith("-") else f"+{text}", value, "signed")


def prose(value: float) -> str:
    """A number inside a sentence, with a true minus sign."""
    return _written(_number(value).replace("-", "−"), value, "number")


def factor(value: float) -> str:
    """A number inside a product or a sum: negative ones in brackets."""
    text = _number(value).replace("-", "−")
    return _written(f"({text})" if text.startswith("−") else text, value, "factor")


def thousands(value: int) -> str:
    """A count with its digits in threes: spaces stand between them where commas are decimal signs."""
    return f"{value:,}".replace(",", "," if spoken().decimal == "." else "\u00a0")


def full(value: float) -> str:
    """A number with all of its digits, inside a sentence."""
    text = repr(float(value)) if isinstance(value, float) else str(int(value))
    return _written(text.replace("-", "−"), value, "full")


def equation(left: str, right: str) -> str:
    """A sum of products and what it comes to: with = if it does so as it is written, else with ≈.

    Where terms are left out (…) it is taken to be rounded if decimals are in it.
    """
    return live.equated(left, "=" if _equal(live.bare(left), live.bare(right)) else "≈", right)


def _equal(left: str, right: str) -> bool:
    if "…" in left:
        return "." not in left + right
    terms = (
        prod((_exact(factor) for factor in term.split("·")), start=Decimal(1)) for term in left.split(" + ")
    )
    return sum(terms, Decimal()) == _exact(right)


def _exact(text: str) -> Decimal:
    return Decimal(text.strip("()").replace("−", "-"))


def count(number: int, thing: str) -> str:
    """So many of them: ``1 product``, ``4 products``."""
    return f"{number} {thing}{'s' * (number != 1)}"


def size(values: Sequence[int]) -> str:
    """A shape: ``4×4``."""
    return "×".join(str(value) for value in values)


def parameter(values: Sides | Cuts) -> str:
    """A parameter of all axes: one number where they agree, ``3×2`` where they don't.

    What differs at both ends of an axis has two numbers there: ``2,0``.
    """
    apart = "," if spoken().decimal == "." else ";"
    each = [str(one) if isinstance(one, int) else apart.join(map(prose, one)) for one in values]
    return each[0] if len(set(each)) == 1 else "×".join(each)


def typed(values: Cuts) -> str:
    """A parameter of all axes as the command takes it: ``3``, ``3x2``, ``2,0``."""
    each = [str(one) if isinstance(one, int) else ",".join(map(str, one)) for one in values]
    return each[0] if len(set(each)) == 1 else "x".join(each)


def element(name: str, place: Iterable[int]) -> str:
    """An element of an array: ``output[0, −1]``."""
    return f"{name}[{', '.join(prose(i) for i in place)}]"


def area(cells: Sequence[range]) -> str:
    """Cells along each axis: ``rows 1 to 3, column 0``."""
    axes = zip(called(len(cells)), cells, strict=True)
    return listed([_span(axis.one, along[0], along[-1]) for axis, along in axes])


def by_axis(told: Sequence[str]) -> str:
    """What is told of each axis: once where all agree, else with their names, ``rows …; columns …``."""
    if len(set(told)) == 1:
        return told[0]
    *depth, rows, columns = told
    if not depth:
        # For translators: the formula of each axis's size, or its numbers.
        return say("rows {rows}; columns {columns}", rows=rows, columns=columns)
    # For translators: the formula of each axis's size, or its numbers.
    return say("depth {depth}; rows {rows}; columns {columns}", depth=depth[0], rows=rows, columns=columns)


def lines(axis: str, n: int) -> str:
    """So many of what stands along an axis, by the name of one: ``1 row``, ``4 columns``."""
    return _COUNTED[axis](n)


_COUNTED: dict[str, Callable[[int], str]] = {
    "cell": lambda n: say_count("{n} cell", "{n} cells", n),
    "slice": lambda n: say_count("{n} slice", "{n} slices", n),
    "row": lambda n: say_count("{n} row", "{n} rows", n),
    "column": lambda n: say_count("{n} column", "{n} columns", n),
}


def _span(axis: str, first: int, last: int) -> str:
    """Rows or columns from first to last: ``rows 1 to 3``, ``row 1``."""
    if first == last:
        return _NUMBERED[axis](prose(first))
    return _FROM_TO[axis](prose(first), prose(last))


_NUMBERED: dict[str, Callable[[str], str]] = {
    # For translators: the cell of this number (from 0), in a map of a single row.
    "cell": lambda number: say("cell {number}", number=number),
    # For translators: the slice of this number (from 0), in a map that has a depth.
    "slice": lambda number: say("slice {number}", number=number),
    # For translators: the row of this number (from 0).
    "row": lambda number: say("row {number}", number=number),
    # For translators: the column of this number (from 0).
    "column": lambda number: say("column {number}", number=number),
}

_FROM_TO: dict[str, Callable[[str, str], str]] = {
    "cell": lambda first, last: say("cells {first} to {last}", first=first, last=last),
    "slice": lambda first, last: say("slices {first} to {last}", first=first, last=last),
    "row": lambda first, last: say("rows {first} to {last}", first=first, last=last),
    "column": lambda first, last: say("columns {first} to {last}", first=first, last=last),
}
