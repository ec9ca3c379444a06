"""Keyframes played in their time: some steps or all, after a poster and a title card, none too short."""

import sys
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from math import ceil

from tconv_anim.errors import InputError
from tconv_anim.storyboard.card import card
from tconv_anim.storyboard.stage import Stage, Story
from tconv_anim.storyboard.storyboard import Element, Keyframe, Storyboard
from tconv_anim.storyboard.timing import LONGEST_MS, OPENING, POSTER_MS, SHORTEST_MS, Timing, lengths

_KEPT_CHANGES = 80_000
"""An animation with no more changes than that is played once, and kept for those who walk it again."""

_QUICK_STEPS = 500
"""A story of no more steps is told in a moment."""

_FIRST_STEPS = 4
"""So many are told of any story, for what they say is new; a long one leaves later ones out."""


def timed(storyboard: Storyboard, timing: Timing) -> Storyboard:
    """The storyboard with the time that each keyframe is to be seen.

    Captions that say something new are given time to be read. Where the whole would be longer than
    :data:`LONGEST_MS` (or than ``duration``), those that repeat what was said are shortened first, then
    the first of them, then new ones, then what comes after the last step; the last picture never. Raises
    :class:`InputError` if ``duration`` has no room for that: at once, or (a long story) when the keyframes
    are walked.
    """
    check_steps("steps", timing.steps or (), storyboard)
    title = card(timing.title_card or "", storyboard.size) if timing.card_ms else ()
    keyframes = Timed(storyboard.keyframes, storyboard.steps, timing, title)
    if timing.duration is not None and storyboard.steps <= _QUICK_STEPS:
        keyframes.plan()
    narrow = storyboard.narrow and timed(storyboard.narrow, timing)
    return storyboard._replace(keyframes=keyframes, narrow=narrow)


def check_steps(name: str, spans: Sequence[tuple[int, int]], storyboard: Storyboard) -> None:
    """Raise :class:`InputError` unless the storyboard has these steps, which the option ``name`` asks for."""
    for first, _ in spans:
        if first > storyboard.steps + 1:
            raise InputError(
                f"{name} has {first} and this animation has {storyboard.steps}, and its end is "
                f"{storyboard.steps + 1}: take some of these for ${name}"
            )


def untimed(storyboard: Storyboard) -> tuple[Iterable[Keyframe], int]:
    """A storyboard's keyframes as the view tells them, and how many of them are played at most."""
    keyframes = storyboard.keyframes
    return (keyframes.plain, keyframes.most) if isinstance(keyframes, Timed) else (keyframes, sys.maxsize)


def moments(
    storyboard: Storyboard, spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[Keyframe, Mapping[str, Element]]]:
    """What stands for each of some steps: the first picture of each, and of the end the last one.

    Of long stories too all steps are there. The mapping changes as the walk goes on.
    """
    plain, _ = untimed(storyboard)
    at: int | None = None
    closing: tuple[Keyframe, Mapping[str, Element]] | None = None
    for keyframe, seen in storyboard._replace(keyframes=plain).states():
        if not any(first <= keyframe.step <= last for first, last in spans):
            continue
        if keyframe.step > storyboard.steps:
            closing = keyframe, seen
        elif keyframe.step != at:
            yield keyframe, seen
        at = keyframe.step
    if closing is not None:
        yield closing


class Timed:
    """Keyframes in their time, played anew each time they are walked; ``plain`` are those of the view, and
    a ``title`` card's elements are seen before them.
    """

    def __init__(
        self, plain: Iterable[Keyframe], steps: int, timing: Timing, title: Sequence[Element] = ()
    ) -> None:
        self.plain = plain
        self._steps = steps
        self._timing = timing
        self._title = title
        self._played = self._of(self._told())
        self._lengths: list[int] = []
        self._closing: list[Element] = []

    def __iter__(self) -> Iterator[Keyframe]:
        self.plan()
        told = _in_time(self._played, self._lengths)
        if self._title:
            told = _after(self._title, self._timing.card_ms, told, self._timing.title_card)
        return _after(self._closing, POSTER_MS, told) if self._timing.poster else told

    def at(self, step: int | None) -> Iterable[Keyframe]:
        """Those that are played, and of a long story hardly more than ``step`` (None: the last one)."""
        first, last = self._reach
        return self._of({first - 1, last} if step is None else {first - 1, step})

    def _of(self, told: Container[int]) -> Iterable[Keyframe]:
        """What is played of the view's keyframes; of a long story, only these steps."""
        some = self.plain
        if isinstance(some, Story) and self._steps > _QUICK_STEPS:
            some = some.of(told)
        return some if self._timing.steps is None else _Within(some, self._timing.steps)

    def _told(self) -> Container[int]:
        """The steps of a long story that are told: those that are asked for, or as many as can be seen."""
        first, last = self._reach
        last = min(last, self._steps)
        between = range(first + _FIRST_STEPS, last)
        if len(between) <= max(self.most, _QUICK_STEPS):
            return range(first - 1, last + 1)
        told = {first + step * (last - first) // self.most for step in range(self.most)}
        return told.union(range(first - 1, between.start), (last - 1, last))

    @property
    def _reach(self) -> tuple[int, int]:
        """The first and the last step of those that are played."""
        spans = self._timing.steps or ((1, self._steps),)
        return spans[0][0], spans[-1][1]

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
        self._lengths = lengths(told, self._steps, self._timing)


class _Within:
    """The keyframes of some steps. What stands before the first is one of its own; what others change comes
    with the next that is played.
    """

    def __init__(self, plain: Iterable[Keyframe], spans: Sequence[tuple[int, int]]) -> None:
        self._plain, self._spans = plain, spans

    def __iter__(self) -> Iterator[Keyframe]:
        stage = Stage()
        before: Keyframe | None = None
        begun = False
        for keyframe in self._plain:
            if keyframe.step > self._spans[-1][1]:
                break
            played = any(first <= keyframe.step <= last for first, last in self._spans)
            if played and before is not None and not begun:
                yield stage.cut(OPENING, before.caption, before.step)
            begun = begun or played
            before = keyframe
            stage.hide(*keyframe.leave)
            stage.show(*keyframe.enter, *keyframe.update)
            if played:
                yield stage.cut(keyframe.duration_ms, keyframe.caption, keyframe.step)
        if before is not None and not begun:
            yield stage.cut(OPENING, before.caption, before.step)


def _follow(seen: dict[str, Element], keyframe: Keyframe) -> None:
    """Let ``seen`` be what is seen in the next keyframe."""
    for gone in keyframe.leave:
        del seen[gone]
    seen.update((element.id, element) for element in (*keyframe.enter, *keyframe.update))


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


def _after(
    page: Sequence[Element], ms: int, keyframes: Iterator[Keyframe], caption: str | None = None
) -> Iterator[Keyframe]:
    """A page, with a caption of its own or that of what follows; then all keyframes."""
    stage = Stage()
    stage.show(*page)
    first = next(keyframes)
    yield stage.cut(ms, caption or first.caption, 0)
    stage.hide(*(element.id for element in page))
    stage.show(*first.enter)
    yield stage.cut(first.duration_ms, first.caption, first.step)
    yield from keyframes
