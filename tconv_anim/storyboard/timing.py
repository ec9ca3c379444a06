"""How long each keyframe is seen: time to read what is new, and little for what is known by then.

A view gives a keyframe the least time that it needs to be seen; only here is the whole known.
"""

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from math import ceil
from typing import NamedTuple

from tconv_anim.errors import InputError
from tconv_anim.storyboard.storyboard import Keyframe

OPENING, ACTION, RESULT, ENDING = 1500, 600, 400, 3500
"""Least times, in ms: of a scene that begins or ends the story, of what a step does, of what comes of it
(half of it where it only shows a movement), and of the last keyframe."""

LONGEST_MS = 45_000
"""How long an animation is at most, if it can be and nothing else is said; at usual speed."""

SHORTEST_MS = 40
"""What the eye still tells apart: where keyframes would be shorter, several become one."""

_READING = 1200, 500, 15
"""Least ms for a new caption; ms before reading begins; characters a second."""

_WIDE = "ぁ-ヿ㐀-鿿"
"""Letters of Chinese and Japanese, each of which takes as long to read as two others."""

_WORD = f"[A-Za-zÀ-ÖØ-öø-ž{_WIDE}]{{2,}}"

_AGAIN = (0.6, 0.4)
"""Shares of the reading time that the second and third caption of a kind get."""

_PART, _LONG_PART = 1 / 8, 1 / 4
"""Shares of the time that those of a low rank keep: many times too long, they are most of the story."""

_LONG = 10
"""So many times too long."""

POSTER_MS = 1000

_CARD_MS = 2000
"""A title card is seen so long, at least; at usual speed."""


class Timing(NamedTuple):
    """How an animation is to be played: ``speed`` times as fast as usual, or ``duration`` seconds long.

    ``hold`` are the seconds of its last keyframe; ``steps`` are those that are played, in their order: the
    first and the last of each span of them; a ``poster`` is the last picture, shown before all else. A
    ``title_card`` is a page with these words, shown before the story.
    """

    speed: float = 1.0
    duration: float | None = None
    hold: float | None = None
    steps: tuple[tuple[int, int], ...] | None = None
    poster: bool = False
    title_card: str | None = None

    @property
    def card_ms(self) -> int:
        """How long the title card is seen, 0 where there is none."""
        text = self.title_card or ""
        return round(max(_CARD_MS, reading_ms(text)) / self.speed) if text.strip() else 0


class Rank(IntEnum):
    """What keeps its time longest when there is little: the highest."""

    REPEATS = 0
    FIRST = 1
    NEW = 2
    ENDING = 3
    CLOSING = 4


class Moment(NamedTuple):
    """A keyframe's time in ms, if there is enough, and its rank."""

    ms: float
    rank: Rank


def reading_ms(caption: str) -> float:
    """How long it takes to read a caption, in ms."""
    least, before, rate = _READING
    letters = len(caption) + len(re.findall(f"[{_WIDE}]", caption))
    return max(least, before + letters * 1000 / rate)


def gist(caption: str) -> tuple[str, ...]:
    """What a caption says whatever its numbers: captions of one gist say the same of something else."""
    _, _, told = caption.rpartition(" · ")  # which step it is says nothing by itself
    return tuple(word.rstrip("s") for word in re.findall(_WORD, told))


def _moments(told: Sequence[Keyframe], steps: int, timing: Timing) -> Iterator[Moment]:
    """The time that each keyframe wants, and what that is worth; of a caption's lines the new ones count."""
    times: dict[tuple[str, ...], int] = {}
    before: list[str] = []
    for at, keyframe in enumerate(told):
        ms, rank = 0.0, Rank.REPEATS
        lines = keyframe.caption.split("\n")
        for line in lines:
            meant = gist(line)
            again = times.get(meant, 0)
            if keyframe.step == steps:
                again = min(again, 1)
            if line not in before and again <= len(_AGAIN):
                ms += reading_ms(line) * (1, *_AGAIN)[again]
                rank = max(rank, Rank.FIRST if again else Rank.NEW)
            times[meant] = again + (line not in before)
        before = lines
        ms = max(ms, keyframe.duration_ms) / timing.speed
        last = at == len(told) - 1
        if last and timing.hold is not None:
            ms = timing.hold * 1000
        elif last:
            ms = max(ms, ENDING / timing.speed)
        yield Moment(ms, Rank.CLOSING if last else Rank.ENDING if keyframe.step > steps else rank)


def lengths(told: Sequence[Keyframe], steps: int, timing: Timing) -> list[int]:
    """The ms of each keyframe, 0 for those that the next one takes in; ``steps`` are those of the story.

    Each end is rounded once, so that errors don't add up. Raises :class:`InputError` if a duration can't hold
    the last picture.
    """
    moments = list(_moments(told, steps, timing))
    if timing.duration is not None:
        before_ms = POSTER_MS * timing.poster + timing.card_ms
        shares = _fitted(moments, _room(moments, timing.duration, before_ms))
    elif sum(ms for ms, _ in moments) > LONGEST_MS / timing.speed:
        shares = _fitted(moments, LONGEST_MS / timing.speed, Rank.NEW)
    else:
        shares = dict.fromkeys(Rank, 1.0)
    shortened = any(share < 1 for share in shares.values())
    found = []
    now, start = 0.0, 0
    for at, (ms, rank) in enumerate(moments):
        now += ms * shares[rank]
        length = round(now) - start
        if shortened and length < SHORTEST_MS and at < len(moments) - 1:
            length = 0
        elif length < 1:
            length = 1
        start += length
        found.append(length)
    return found


def _room(moments: Sequence[Moment], duration: float, before_ms: int) -> float:
    """The ms that a duration leaves behind what comes before the story; raises :class:`InputError` if that
    has no room for the last picture.
    """
    closing = sum(ms for ms, rank in moments if rank == Rank.CLOSING)
    least = closing + before_ms + SHORTEST_MS * (len(moments) > 1)
    if duration * 1000 < least:
        raise InputError(
            f"duration is {duration:g} and the last picture takes {ceil(closing / 100) / 10:g} seconds: "
            f"$duration takes at least {ceil(least / 100) / 10:g} here, or let $speed be larger"
        )
    return duration * 1000 - before_ms


def _fitted(moments: Sequence[Moment], room: float, kept: Rank = Rank.CLOSING) -> dict[Rank, float]:
    """What share of their time those of each rank get, so that all of it takes ``room`` ms.

    Where there is too much room all get more. Those of rank ``kept`` or a higher one never get less. While
    others still have time to give, those of the lowest ranks keep a part of it all.
    """
    wanted = {rank: sum(ms for ms, one in moments if one == rank) for rank in Rank}
    total = sum(wanted.values())
    if total <= room:
        return dict.fromkeys(Rank, room / total)
    shares = dict.fromkeys(Rank, 1.0)
    for rank in (rank for rank in Rank if rank < kept and wanted[rank]):
        spare = max(room - wanted[Rank.ENDING] - wanted[Rank.CLOSING], room / 2 if kept > Rank.NEW else 0)
        spare = min(spare, room - wanted[Rank.CLOSING])
        part = _LONG_PART if wanted[rank] > _LONG * room else _PART
        least = min(wanted[rank], spare * part) if rank < Rank.ENDING else 0.0
        given = max(least, wanted[rank] - (total - room))
        shares[rank] = given / wanted[rank]
        total -= wanted[rank] - given
    return shares
