"""Numbers that know what they are made of, and marks in texts that name them: what a page can count anew.

A view writes its texts with the numbers of a trace. Where these are *live*, each number in a text stands
between two marks (:func:`tconv_anim.layer.wording.number` sets them): the first names a *slot*, which says
what the number is made of and how it is written. So whoever shows the text can write it anew when an input
changes, at any step of any view, with what Python wrote and no more arithmetic than a multiply and an add.
Marks have no width; texts that hold them are as long as without.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import product
from typing import Any

_FIRST, _LAST = 0xF0000, 0x10FFFD
"""Characters of private use: the first marks of slots."""

_END = "\ue000"
_SUM, _TOLD = "\ue001", "\ue002"
"""Around an equation, whose sign depends on what stands at its sides."""

_MARKS = re.compile(f"[{_END}{_SUM}{_TOLD}{chr(_FIRST)}-{chr(_LAST)}]")


class Book:
    """What the live numbers of one animation are made of.

    ``nodes`` are numbers: leaves, and what is made of earlier nodes. Each begins with its kind: ``leaf`` (the
    id of its cell and its text), ``is`` (a constant), ``·`` and ``+`` of two; ``least`` and ``most`` of some;
    ``largest`` (which of some, the first one of equals); ``differ`` (of two: 1 where they are apart by more
    than a share of the second and a third, else 0); ``shade`` (where a number that is written with so many
    digits lies between two others, from 0 to a last shade). ``slots`` are what marks name: a node, the form
    that it is written in and its digits; or a node and the texts that it chooses from.
    """

    def __init__(self) -> None:
        self.nodes: list[tuple[Any, ...]] = []
        self.slots: list[tuple[Any, ...]] = []
        self._places: dict[Hashable, int] = {}

    def leaf(self, name: str, value: float) -> Any:
        """The number of the cell ``name``, which a reader may change."""
        return self.number(value, "leaf", name, repr(value))

    def number(self, value: float, *made: Any) -> Any:
        """``value`` as a live number, with what it is made of."""
        found = (LiveInt if isinstance(value, int) else LiveFloat)(value)
        found.book, found.node = self, self._place(self.nodes, made)
        return found

    def node(self, value: float) -> int:
        """The node of a number, live or constant."""
        return value.node if isinstance(value, Live) else self._place(self.nodes, ("is", repr(value)))

    def marked(self, text: str, *slot: Any) -> str:
        """``text`` between marks that name this slot."""
        return f"{chr(_FIRST + self._place(self.slots, slot))}{text}{_END}"

    def pieces(self, text: str) -> list[str | int]:
        """A text in pieces: words, and the numbers of the slots that its outermost marks name."""
        found: list[str | int] = []
        for character in marks(text):
            if character >= chr(_FIRST):
                found.append(ord(character) - _FIRST)
            elif found and isinstance(found[-1], str):
                found[-1] += character
            else:
                found.append(character)
        return found

    def slot(self, text: str) -> tuple[Any, ...] | None:
        """The slot of a text that is one number and no more, None where that isn't live."""
        return self.slots[ord(text[0]) - _FIRST] if text[:1] >= chr(_FIRST) else None

    def _place(self, values: list[tuple[Any, ...]], value: tuple[Any, ...]) -> int:
        key = id(values), value
        if key not in self._places:
            self._places[key] = len(values)
            values.append(value)
        return self._places[key]


class Live:
    """What is common to live numbers: the book that they are in, and their node there."""

    book: Book
    node: int

    def item(self) -> "Live":
        """Itself, as NumPy's numbers have it."""
        return self

    def __add__(self, other: Any) -> Any:
        if not isinstance(other, Live) and other == 0:
            return self
        return self.book.number(_plain(self) + _plain(other), "+", self.node, self.book.node(other))

    def __radd__(self, other: Any) -> Any:
        if other == 0:
            return self
        return self.book.number(_plain(other) + _plain(self), "+", self.book.node(other), self.node)

    def __mul__(self, other: Any) -> Any:
        if not isinstance(other, Live) and other == 0:
            return other
        return self.book.number(_plain(self) * _plain(other), "·", self.node, self.book.node(other))

    def __rmul__(self, other: Any) -> Any:
        if other == 0:
            return other
        return self.book.number(_plain(other) * _plain(self), "·", self.book.node(other), self.node)


class LiveInt(Live, int):
    """An integer."""


class LiveFloat(Live, float):
    """A float."""


def _plain(value: Any) -> Any:
    """A number without what it is made of."""
    if not isinstance(value, Live):
        return value
    return int(value) if isinstance(value, int) else float(value)  # type: ignore[arg-type]


def book_of(values: Iterable[Any]) -> Book | None:
    """The book of the first live number among these, None if there is none."""
    return next((value.book for value in values if isinstance(value, Live)), None)


def leaves(book: Book | None) -> Iterator[tuple[str, str]]:
    """Each leaf: its name, and its number between marks."""
    for place, node in enumerate(book.nodes if book is not None else ()):
        if book is not None and node[0] == "leaf":
            yield node[1], book.marked(node[2], place, "number", 4)


def least(values: Sequence[Any]) -> Any:
    """The least of these numbers."""
    return _of_many("least", min(values), values)


def most(values: Sequence[Any]) -> Any:
    """The largest of these numbers."""
    return _of_many("most", max(values), values)


def largest(values: Sequence[Any]) -> Any:
    """Which of these numbers is the largest: the first one of equals."""
    return _of_many("largest", max(range(len(values)), key=values.__getitem__), values)


def _of_many(kind: str, value: Any, values: Sequence[Any]) -> Any:
    book = book_of(values)
    if book is None:
        return value
    return book.number(_plain(value), kind, *dict.fromkeys(map(book.node, values)))


def differ(a: Any, b: Any, share: float = 0, beyond: Any = 0) -> Any:
    """1 where two numbers differ, else 0: floats if it is by more than ``beyond`` and this share of b."""
    apart = int(abs(_plain(a) - _plain(b)) > (beyond + share * abs(_plain(b)) if isinstance(a, float) else 0))
    book = book_of((a, b))
    if book is None or book.node(a) == book.node(b):
        return apart
    return book.number(apart, "differ", book.node(a), book.node(b), share, book.node(beyond))


def shade(text: str, low: Any, high: Any, last: int, book: Book | None) -> Any:
    """Where the number in ``text`` lies between two others, from 0 to ``last``."""
    share = (float(bare(text)) - low) / (high - low) if high > low else 0.0
    value = max(0, min(last, round(share * last)))
    slot = book.slot(text) if book is not None else None
    if book is None or slot is None:
        return value
    node, _, digits = slot
    return book.number(value, "shade", node, digits, book.node(low), book.node(high), last)


def chosen(index: Any, texts: Sequence[str]) -> str:
    """The text of this index, as a text or as a role."""
    text = texts[index]
    return index.book.marked(text, index.node, tuple(map(marks, texts))) if isinstance(index, Live) else text


def told(conditions: Sequence[Any], tell: Callable[[Sequence[bool]], str]) -> str:
    """What ``tell`` says where these hold, each of them 0 or 1; it is asked for all that could hold."""
    index, texts = 0, [""]
    ranges: list[tuple[bool, ...]] = []
    for condition in conditions:
        if isinstance(condition, Live):
            index = index * 2 + condition
            ranges.append((False, True))
        else:
            ranges.append((bool(condition),))
    texts = [tell(found) for found in product(*ranges)]
    return chosen(index, texts)


def written(text: str, value: Any, form: str, digits: int) -> str:
    """``text``, which ``value`` is written as, with marks if it is live."""
    return value.book.marked(text, value.node, form, digits) if isinstance(value, Live) else text


def equated(left: str, sign: str, right: str) -> str:
    """An equation, with marks if a side holds some."""
    text = f"{left} {sign} {right}"
    return f"{_SUM}{text}{_TOLD}" if _MARKS.search(text) else text


def bare(text: str) -> str:
    """A text without its marks."""
    return _MARKS.sub("", text)


def is_mark(character: str) -> bool:
    """Whether a character is one of the marks."""
    return _MARKS.match(character) is not None


def marks(text: str) -> str:
    """A text with its first marks in the place of what they mark."""
    kept, depth = [], 0
    for character in text:
        if character == _END:
            depth -= depth > 0
        elif depth == 0:
            kept.append(character)
        if character >= chr(_FIRST):
            depth += 1
    return "".join(kept)
