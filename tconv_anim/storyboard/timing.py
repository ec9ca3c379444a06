"""How long each keyframe is seen: time to read what is new, and little for what is known by then.

A view gives a keyframe the least time that it needs to be seen; only here is the whole known.
"""

import re
import sys
from collections.abc import Container, Iterable, Iterator, Sequence
from enum import IntEnum
from math import ceil
from typing import NamedTuple

from tconv_anim.errors import InputError
from tconv_anim.storyboard.stage import Stage, Story
from tconv_anim.storyboard.storyboard import Element, Keyframe, Storyboard

OPENING, ACTION, RESULT, ENDING = 1500, 600, 400, 3500
"""Least times, in ms: of a scene that begins or ends the story, of what a step does, of what comes of it
(half of it where it only shows a movement), and of the last keyframe."""

LONGEST_MS = 45_000
"""How long an animation is at most, if it can be and nothing else is said; at usual speed."""

SHORTEST_MS = 40
"""What the eye still tells apart: where keyframes would be shorter, several become one."""

_READING = 1200, 500, 15
"""Least ms for a new caption; ms before reading begins; characters a second."""

_AGAIN = (0.6, 0.4)
"""Shares of the reading time that the second and third caption of a kind get."""

_KEPT_CHANGES = 80_000
"""An animation with no more changes than that is played once, and kept for those who walk it again."""

_QUICK_STEPS = 500
"""A story of no more steps is told in a moment."""

_FIRST_STEPS = 4
"""So many are told of any story, for what they say is new; a long one leaves later ones out."""

_PART, _LONG_PART = 1 / 8, 1 / 4
"""Shares of the time that those of a low rank keep: many times too long, they are most of the story."""

_LONG = 10
"""So many times too long."""

_POSTER_MS = 1000


class Timing(NamedTuple):
    """How an animation is to be played: ``speed`` times as fast as usual, or ``duration`` seconds long.

    ``hold`` are the seconds of its last keyframe; ``steps`` the first and last step that are played;
    a ``poster`` is the last picture, shown before all else.
    """

    speed: float = 1.0
    duration: float | None = None
    hold: float | None = None
    steps: tuple[int, int] | None = None
    poster: bool = False


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


class Timed:
    """Keyframes in their time, played anew each time they are walked; ``plain`` are those of the view."""

    def __init__(self, plain: Iterable[Keyframe], steps: int, timing: Timing) -> None:
        self.plain = plain
        self._steps = steps
        self._timing = timing
        self._played = self._of(self._told())
        self._lengths: list[int] = []
        self._closing: list[Element] = []

    def __iter__(self) -> Iterator[Keyframe]:
        self.plan()
        in_time = _in_time(self._played, self._lengths)
        return _posted(in_time, self._closing) if self._timing.poster else in_time

    def at(self, step: int | None) -> Iterable[Keyframe]:
        """Those that are played, and of a long story hardly more than ``step`` (None: the last one)."""
        first, last = self._timing.steps or (1, self._steps)
        return self._of({first - 1, last} if step is None else {first - 1, step})

    def _of(self, told: Container[int]) -> Iterable[Keyframe]:
        """What is played of the view's keyframes; of a long story, only these steps."""
        some = self.plain
        if isinstance(some, Story) and self._steps > _QUICK_STEPS:
            some = some.of(told)
        return some if self._timing.steps is None else _Within(some, *self._timing.steps)

    def _told(self) -> Container[int]:
        """The steps of a long story that are told: those that are asked for, or as many as can be seen."""
        first, last = self._timing.steps or (1, self._steps)
        last = min(last, self._steps)
        between = range(first + _FIRST_STEPS, last)
        if len(between) <= max(self.most, _QUICK_STEPS):
            return range(first - 1, last + 1)
        told = {first + step * (last - first) // self.most for step in range(self.most)}
        return told.union(range(first - 1, between.start), (last - 1, last))

    @property
    def most(self) -> int:
        """About how many there are at most: of a long story, what repeats gets but a part of the time."""
        if self._timing.duration is None:
            return ceil(LONGEST_MS / self._timing.speed / SHORTEST_MS / 10)
        return ceil(self._timing.duration * 1000 / SHORTEST_MS / 2)

    def plan(self) -> None:
        """Find the ms of each keyframe, 0 for those that the next one takes in.

        Raises :class:`InputError` if the duration that is asked for can't hold the last picture.
        """
        if self._lengths:
            return
        told: list[Keyframe] = []
        kept: list[Keyframe] | None = []
        seen: dict[str, Element] = {}
        changes = 0
        for keyframe in self._played:
            told.append(keyframe._replace(enter=(), update=(), leave=()))
            changes += len(keyframe.enter) + len(keyframe.update)
            kept = kept if changes <= _KEPT_CHANGES else None
            if kept is not None:
                kept.append(keyframe)
            if self._timing.poster:
                _follow(seen, keyframe)
        self._played = kept or self._played
        self._closing = [*seen.values()]
        self._lengths = _planned(list(_moments(told, self._steps, self._timing)), self._timing)


class _Within:
    """The keyframes from one step to another, and what stood before them as a single one."""

    def __init__(self, plain: Iterable[Keyframe], first: int, last: int) -> None:
        self._plain, self._first, self._last = plain, first, last

    def __iter__(self) -> Iterator[Keyframe]:
        seen: dict[str, Element] = {}
        before: Keyframe | None = None
        for keyframe in self._plain:
            if keyframe.step > self._last:
                break
            if keyframe.step < self._first:
                _follow(seen, keyframe)
                before = keyframe
                continue
            if before is not None:
                yield before._replace(duration_ms=OPENING, enter=(*seen.values(),), update=(), leave=())
                before = None
            yield keyframe
        if before is not None:
            yield before._replace(duration_ms=OPENING, enter=(*seen.values(),), update=(), leave=())


def _follow(seen: dict[str, Element], keyframe: Keyframe) -> None:
    """Let ``seen`` be what is seen in the next keyframe."""
    for gone in keyframe.leave:
        del seen[gone]
    seen.update((element.id, element) for element in (*keyframe.enter, *keyframe.update))


def timed(storyboard: Storyboard, timing: Timing) -> Storyboard:
    """The storyboard with the time that each keyframe is to be seen.

    Captions that say something new are given time to be read. Where the whole would be longer than
    :data:`LONGEST_MS` (or than ``duration``), those that repeat what was said are shortened first, then
    the first of them, then new ones, then what comes after the last step; the last picture never. Raises
    :class:`InputError` if ``duration`` has no room for that: at once, or (a long story) when the keyframes
    are walked.
    """
    if timing.steps and timing.steps[0] > storyboard.steps:
        raise InputError(
            f"steps is {timing.steps[0]}-{timing.steps[1]} and this animation has {storyboard.steps}: "
            "let $steps begin with one of them"
        )
    keyframes = Timed(storyboard.keyframes, storyboard.steps, timing)
    if timing.duration is not None and storyboard.steps <= _QUICK_STEPS:
        keyframes.plan()
    narrow = storyboard.narrow and timed(storyboard.narrow, timing)
    return storyboard._replace(keyframes=keyframes, narrow=narrow)


def untimed(storyboard: Storyboard) -> tuple[Iterable[Keyframe], int]:
    """A storyboard's keyframes as the view tells them, and how many of them are played at most."""
    keyframes = storyboard.keyframes
    return (keyframes.plain, keyframes.most) if isinstance(keyframes, Timed) else (keyframes, sys.maxsize)


def reading_ms(caption: str) -> float:
    """How long it takes to read a caption, in ms."""
    least, before, rate = _READING
    return max(least, before + len(caption) * 1000 / rate)


def gist(caption: str) -> tuple[str, ...]:
    """What a caption says whatever its numbers: captions of one gist say the same of something else."""
    _, _, told = caption.rpartition(" · ")  # which step it is says nothing by itself
    return tuple(word.rstrip("s") for word in re.findall("[A-Za-z]{2,}", told))


def _moments(told: Sequence[Keyframe], steps: int, timing: Timing) -> Iterator[Moment]:
    """The time that each keyframe wants, and what that is worth."""
    times: dict[tuple[str, ...], int] = {}
    before = ""
    for at, keyframe in enumerate(told):
        meant = gist(keyframe.caption)
        again = times.get(meant, 0)
        if keyframe.step == steps:
            again = min(again, 1)
        if keyframe.caption == before or again > len(_AGAIN):
            ms, rank = 0.0, Rank.REPEATS
        else:
            ms = reading_ms(keyframe.caption) * (1, *_AGAIN)[again]
            rank = Rank.FIRST if again else Rank.NEW
        times[meant] = again + (keyframe.caption != before)
        before = keyframe.caption
        ms = max(ms, keyframe.duration_ms) / timing.speed
        last = at == len(told) - 1
        if last and timing.hold is not None:
            ms = timing.hold * 1000
        elif last:
            ms = max(ms, ENDING / timing.speed)
        yield Moment(ms, Rank.CLOSING if last else Rank.ENDING if keyframe.step > steps else rank)


def _planned(moments: Sequence[Moment], timing: Timing) -> list[int]:
    """The ms of each keyframe. Each end is rounded once, so that errors don't add up."""
    poster_ms = _POSTER_MS * timing.poster
    if timing.duration is not None:
        shares = _fitted(moments, _room(moments, timing.duration, poster_ms))
    elif sum(ms for ms, _ in moments) > LONGEST_MS / timing.speed:
        shares = _fitted(moments, LONGEST_MS / timing.speed, Rank.NEW)
    else:
        shares = dict.fromkeys(Rank, 1.0)
    shortened = any(share < 1 for share in shares.values())
    lengths = []
    now, start = 0.0, 0
    for at, (ms, rank) in enumerate(moments):
        now += ms * shares[rank]
        length = round(now) - start
        if shortened and length < SHORTEST_MS and at < len(moments) - 1:
            length = 0
        elif length < 1:
            length = 1
        start += length
        lengths.append(length)
    return lengths


def _room(moments: Sequence[Moment], duration: float, poster_ms: int) -> float:
    """The ms that a duration leaves; raises :class:`InputError` if the last picture has no room in them."""
    closing = sum(ms for ms, rank in moments if rank == Rank.CLOSING)
    least = closing + poster_ms + SHORTEST_MS * (len(moments) > 1)
    if duration * 1000 < least:
        raise InputError(
            f"duration is {duration:g} and the last picture takes {ceil(closing / 100) / 10:g} seconds: "
            f"$duration takes at least {ceil(least / 100) / 10:g} here, or let $speed be larger"
        )
    return duration * 1000 - poster_ms


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


def _in_time(played: Iterable[Keyframe], lengths: Sequence[int]) -> Iterator[Keyframe]:
    """The keyframes for as long as they are seen; those that aren't are part of the next one's change."""
    if all(lengths):
        for keyframe, ms in zip(played, lengths, strict=True):
            yield keyframe._replace(duration_ms=ms)
        return
    stage = Stage()
    for keyframe, ms in zip(played, lengths, strict=True):
        stage.hide(*keyframe.leave)
        stage.show(*keyframe.enter, *keyframe.update)
        if ms:
            yield stage.cut(ms, keyframe.caption, keyframe.step)


def _posted(keyframes: Iterator[Keyframe], closing: Sequence[Element]) -> Iterator[Keyframe]:
    """The last picture first; then all keyframes, up to that picture again."""
    stage = Stage()
    stage.show(*closing)
    first = next(keyframes)
    yield stage.cut(_POSTER_MS, first.caption, 0)
    stage.hide(*(element.id for element in closing))
    stage.show(*first.enter)
    yield stage.cut(first.duration_ms, first.caption, first.step)
    yield from keyframes
