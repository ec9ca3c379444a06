"""Columns of integers, written so that what goes on as before is a 0, and a compressor does the rest."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import sub

MINUS = "−"

_NUMBER = {sign: re.compile(f"{sign}[1-9][0-9]*|0|[1-9][0-9]*") for sign in (MINUS, "-")}
"""Numbers with either minus sign. Leading zeros are numbers of their own, so that none gets lost."""

SLOT = "\x00"
"""Stands for a number in a template."""


@lru_cache(100_000)  # ids and short texts come again and again
def parsed(text: str, minus: str = "-") -> tuple[str, tuple[int, ...]]:
    """The template of a text, and the numbers in it that are written with this minus sign."""
    numbers = tuple(int(number.replace(MINUS, "-")) for number in _NUMBER[minus].findall(text))
    return _NUMBER[minus].sub(SLOT, text), numbers


class Columns:
    """Bytes, column by column; each board writes to the same columns in the same order."""

    def __init__(self) -> None:
        self.templates: dict[str, int] = {}
        self._columns: list[list[bytearray]] = []
        self._boards = 0
        self._next = 0

    def begin(self) -> None:
        """Start another board."""
        self._boards += 1
        self._next = 0

    def joined(self, header: bytes) -> bytes:
        """The header's length and the header; how many boards and columns there are, how long each board's
        part of each column is, and the columns themselves.
        """
        start, sizes = bytearray(), bytearray()
        _write(start, len(header))
        parts = [part for column in self._columns for part in column]
        for value in (self._boards, len(self._columns), *map(len, parts)):
            _write(sizes, value)
        return b"".join((start, header, sizes, *parts))

    def numbers(self, values: Iterable[int]) -> None:
        """Integers as they are."""
        if self._next == len(self._columns):
            self._columns.append([])
        column = bytearray()
        self._columns[self._next].append(column)
        self._next += 1
        for value in values:
            if 0 <= value < 64:  # as most are
                column.append(value << 1)
            else:
                _write(column, value)

    def differences(self, values: Sequence[int]) -> None:
        """Each as what it differs from the one before."""
        self.numbers(_steps(values))

    def sparse(self, values: Sequence[int]) -> None:
        """How many values aren't 0, how many zeros stand before each of these, and they themselves."""
        gaps, others, zeros = [], [], 0
        for value in values:
            if value:
                gaps.append(zeros)
                others.append(value)
            zeros = 0 if value else zeros + 1
        self.numbers([len(others)])
        self.numbers(gaps)
        self.numbers(others)

    def ids(self, values: Sequence[str]) -> list[int]:
        """Texts whose minus is that of programs."""
        return self.texts(values, "-")

    def places(self, moves: Sequence[tuple[int, int, int, int]], cells: Sequence[Sequence[int]]) -> None:
        """One coordinate of (track, kind, keyframe, coordinate), whose ``cells`` are a row and a column.

        A track begins on its kind's lattice: the coordinate is linear in row and column, as far as the
        kind's first ones tell. Later it moves as far as the last one of its kind did in this keyframe.
        """
        lattices: dict[int, _Lattice] = {}
        for (_, kind, _, value), cell in zip(moves, cells, strict=True):
            lattices.setdefault(kind, _Lattice()).learn(cell, value)
        self.numbers([step for lattice in lattices.values() for step in lattice.pitch])
        at: dict[int, int] = {}
        ways: dict[tuple[int, int], int] = {}
        steps = []
        for (track, kind, keyframe, value), cell in zip(moves, cells, strict=True):
            lattice, before = lattices[kind], at.get(track)
            if before is None:
                steps.append(value - lattice.expected(cell))
            else:
                steps.append(value - before - ways.get((kind, keyframe), 0))
                ways[kind, keyframe] = value - before
            lattice.last = cell, value
            at[track] = value
        self.sparse(steps)

    def texts(self, values: Sequence[str], minus: str = MINUS) -> list[int]:
        """Which templates, then the numbers in them, written with this minus sign; returns the templates.

        Templates of several numbers count on: there it is the difference to the last text of that template.
        """
        templates: list[int] = []
        numbers: list[int] = []
        last: dict[int, tuple[int, ...]] = {}
        for value in values:
            text, found = parsed(value, minus)
            template = self.templates.setdefault(text, len(self.templates))
            templates.append(template)
            if template in last:
                numbers += map(sub, found, last[template])
            else:
                numbers += found
            if len(found) > 1:
                last[template] = found
        self.numbers(templates)
        self.numbers(numbers)
        return templates


class _Lattice:
    """How a coordinate grows with row and column, and the last cell that stood on it."""

    def __init__(self) -> None:
        self.pitch = [0, 0]
        self.last: tuple[Sequence[int], int] = (), 0
        self._unknown = {0, 1}
        self._first: tuple[Sequence[int], int] | None = None

    def learn(self, cell: Sequence[int], value: int) -> None:
        """Take the pitch along an axis from the first cell that differs along it alone from the first one."""
        if not self._unknown or len(cell) < 2:
            return
        if self._first is None:
            self._first = cell, value
            return
        (row, col), at = self._first
        down, right = cell[0] - row, cell[1] - col
        if bool(down) != bool(right):
            axis = 0 if down else 1
            pitch, rest = divmod(value - at, down or right)
            if axis in self._unknown and not rest:
                self.pitch[axis] = pitch
                self._unknown.discard(axis)

    def expected(self, cell: Sequence[int]) -> int:
        """Where a cell would stand, going by the last one."""
        before, value = self.last
        return value + sum(p * (a - b) for p, a, b in zip(self.pitch, cell, before, strict=False))


def _steps(values: Sequence[int]) -> list[int]:
    return [value - before for before, value in zip((0, *values), values, strict=False)]


def _write(column: bytearray, value: int) -> None:
    """An integer in groups of seven bits, the lowest first; the lowest bit of all is the sign."""
    rest = value << 1 if value >= 0 else (-value << 1) - 1
    while rest > 127:
        column.append(rest & 127 | 128)
        rest >>= 7
    column.append(rest)
