"""Many boards in few bytes: what :mod:`~tconv_anim.painters.player.board` makes, as columns of integers.

Boards of similar layers differ in little, but a compressor sees that only where what is alike stands
together. So each field of all boards is a column of its own (see :mod:`columns`), elements are named by
their ids, in which places are counted from where they count in the layer, and what returns to what it was
is said once. ``unpack.js`` reads what this writes, in the same order.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple
from zlib import DEFLATED, MAX_WBITS, compressobj

from tconv_anim.painters.player.arrangement import GONE
from tconv_anim.painters.player.columns import Columns, parsed

_ROW = 6


_SAME = "="
"""A value that is the last text of its cell."""


class _Row(NamedTuple):
    """A change of an element: after ``lasts`` keyframes it is again what it was before (0: never).

    ``goes`` stands before the rest for the order: in each keyframe, what goes somewhere comes last.
    """

    keyframe: int
    goes: bool
    track: int
    lasts: int
    look: int
    place: tuple[int, int]
    comes_from: int
    goes_to: int


class Packer:
    """Packs boards one after the other; they share their templates and the markup of their frames."""

    def __init__(self) -> None:
        self.columns = Columns()
        self.frames: dict[tuple[str, int, str], int] = {}
        """A class, a height and markup each."""

    def pack(self, board: dict[str, Any]) -> None:
        """Add a board."""
        out = self.columns
        out.begin()
        out.texts([board["title"], board["subtitle"]])
        out.ids([board["description"]])
        out.numbers([*board["view"], board["poster"], len(board["captions"])])
        out.differences(board["durations"])
        out.differences(board["steps"])
        out.texts(board["captions"])
        names = [*(track[0] for track in board["tracks"]), ""]  # -1, the last one, is none
        self._tracks(board, names)
        self._sums(board["sums"], names, [_last_text(board, track) for track in board["tracks"]])
        self._tables(board["tables"], names)

    def compressed(self) -> bytes:
        """All boards so far, with what they share, as raw deflate."""
        shared = {"templates": list(self.columns.templates), "frames": list(self.frames)}
        header = json.dumps(shared, ensure_ascii=False, separators=(",", ":")).encode()
        deflate = compressobj(9, DEFLATED, -MAX_WBITS, 9)
        return deflate.compress(self.columns.joined(header)) + deflate.flush()

    def _tracks(self, board: dict[str, Any], names: Sequence[str]) -> None:
        out, tracks = self.columns, board["tracks"]
        rows = sorted(row for index, track in enumerate(tracks) for row in _without_returns(index, track))
        out.numbers([len(rows)])
        out.sparse([now.keyframe - before.keyframe for before, now in pairwise(rows)])
        kinds = out.ids([names[row.track] for row in rows])
        out.numbers([row.lasts for row in rows])
        self._looks(board, rows)
        there = [(row, kind) for row, kind in zip(rows, kinds, strict=True) if row.look != GONE]
        cells = [parsed(names[row.track])[1][-2:] for row, _ in there]
        for axis in (0, 1):
            moves = [(row.track, kind, row.keyframe, row.place[axis]) for row, kind in there]
            out.places(moves, cells)
        out.ids([names[row.comes_from] for row, _ in there])
        out.ids([names[row.goes_to] for row, _ in there])

    def _looks(self, board: dict[str, Any], rows: Sequence[_Row]) -> None:
        """The frame of each row (0: gone), then all first texts and all second ones."""
        frames, texts = [], []
        for row in rows:
            if row.look == GONE:
                frames.append(0)
                continue
            frame, z, *words = board["looks"][row.look]
            name, markup = board["frames"][frame]
            frames.append(1 + self.frames.setdefault((name, z, markup), len(self.frames)))
            texts.append(words)
        self.columns.numbers(frames)
        for nth in (0, 1):
            self.columns.texts([words[nth] for words in texts if len(words) > nth])

    def _sums(self, sums: Sequence[Any], names: Sequence[str], last: Sequence[str]) -> None:
        """A value that its cell says last is not said again."""
        out = self.columns
        out.numbers([len(sums)])
        out.ids([names[cell] for cell, *_ in sums])
        out.texts([name for _, name, *_ in sums])
        out.texts([_SAME if value and value == last[cell] else value for cell, _, value, _ in sums])
        out.numbers([len(terms) for *_, terms in sums])
        terms = [term for *_, terms in sums for term in terms]
        out.texts([text for text, *_ in terms])
        out.texts([value for _, value, *_ in terms])
        out.ids([names[source] for _, _, source, _ in terms])
        out.ids([names[weight] for *_, weight in terms])

    def _tables(self, tables: Sequence[Any], names: Sequence[str]) -> None:
        out = self.columns
        out.numbers([len(tables)])
        out.texts([name for name, _ in tables])
        out.numbers([side for _, rows in tables for side in (len(rows), len(rows[0]))])
        cells = [cell for _, rows in tables for row in rows for cell in row]
        out.ids(["" if cell is None else names[cell[0]] for cell in cells])


def _last_text(board: dict[str, Any], track: Sequence[Any]) -> str:
    """What an element says when it says something last."""
    look = next((look for look in reversed(track[2::_ROW]) if look != GONE), GONE)
    texts = board["looks"][look][2:] if look != GONE else []
    return texts[0] if texts else ""


def _without_returns(index: int, track: Sequence[Any]) -> Iterator[_Row]:
    """The rows of a track, but for those that only return to what was there before."""
    rows = [track[start : start + _ROW] for start in range(1, len(track), _ROW)]
    base: Sequence[Any] = [GONE, 0, 0, -1, -1]
    place = 0
    while place < len(rows):
        end = next((n for n in range(place + 1, len(rows)) if rows[n][1:] == base), place)
        if end == place:
            base = rows[place][1:]
            passing = [(rows[place], 0)]
        else:
            passing = [(row, after[0] - row[0]) for row, after in pairwise(rows[place : end + 1])]
        for (keyframe, look, x, y, comes_from, goes_to), lasts in passing:
            at = round(2 * x), round(2 * y)
            yield _Row(keyframe, goes_to >= 0, index, lasts, look, at, comes_from, goes_to)
        place = end + 1
