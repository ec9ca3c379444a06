"""Several pictures on one page, in step: of their storyboards, one.

They are in step by the share of their steps that is done: the picture with the most steps sets the pace, and
each other one takes its next step as soon as its turn comes. So what a step of one brings about in another
(a stamp, and the outputs that it completes) comes right after it.
"""

from collections.abc import Container, Iterator, Sequence
from typing import Any

from tconv_anim.language.lists import named, sentences
from tconv_anim.language.saying import say
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.moved import Move
from tconv_anim.storyboard.sheet import Sheet, Told, key_of
from tconv_anim.storyboard.spread import Heading, Part, Spread, spread
from tconv_anim.storyboard.stage import Performance, Stage, Story
from tconv_anim.storyboard.storyboard import (
    Keyframe,
    Label,
    Storyboard,
    Sum,
)


def shared_keys(told: Sequence[Told]) -> frozenset[str]:
    """The parts of legends that a page has once: looks that mean the same, and what all pictures say."""
    found: dict[str, list[tuple[str, ...]]] = {}
    levels: list[frozenset[str]] = []
    for one in told:
        for piece in one.legend:
            texts = tuple(part.text for part in piece.parts if isinstance(part, Label))
            found.setdefault(key_of(piece), []).append(texts)
        levels.append(frozenset(filter(_is_level, map(key_of, one.legend))))
    alike = {key for key, texts in found.items() if key and len({*texts}) == 1}
    # What stands for a level of a scale says nothing without the other levels.
    agreed = len({*levels}) == 1 and levels[0] <= alike
    return frozenset(
        key
        for key in alike
        if (agreed if _is_level(key) else ids.kind(key) == ids.LEGEND or len(found[key]) == len(told))
    )


def _is_level(key: str) -> bool:
    return ids.kind(key) == ids.LEGEND and key.rpartition("-")[2].isdigit()


def together(parts: Sequence[Part], heading: Heading, sheet: Sheet, a_row: int) -> Storyboard:
    """The pictures in rows of ``a_row``, each under its name and over its caption, with one progress line.

    What of their legends is ``elsewhere`` on the sheet stands below them all. There are as many steps as the
    picture that has the most of them has. Ids are each picture's own, with its letter.
    """
    shown = spread(parts, heading, sheet, a_row)
    panels = {name: panel for name, panel in shown.page.panels.items() if ids.kind(name) == ids.LEGEND}
    moves = [
        Move(ids.picture(number, ""), by, shown.shared, {*panels}) for number, by in enumerate(shown.corners)
    ]
    for move, part in zip(moves, parts, strict=True):
        own = (panel for name, panel in part.board.panels.items() if name not in panels)
        panels |= {panel.id: panel for panel in map(move.panel, own)}
    steps = max(part.board.steps for part in parts)
    told = [
        # For translators: {title} is what all of them show.
        say("{title}: {number} pictures, in step.", title=heading.title, number=len(parts)),
        *(_named(p.name, p.board.description) for p in parts),
    ]
    return Storyboard(
        title=heading.title,
        description=sentences(*told),
        size=shown.page.size,
        panels=panels,
        steps=steps,
        scale=" ".join(dict.fromkeys(part.board.scale for part in parts if part.board.scale)),
        keyframes=Story(lambda some: _keyframes(parts, moves, shown, steps, some)),
        sums=Performance(lambda: _sums(parts, moves)),
        pictures=tuple(part.name for part in parts),
    )


class _Steps:
    """Of a picture's steps those that are done in some steps of the page."""

    def __init__(self, told: Container[int], own: int, steps: int) -> None:
        self._told, self._own, self._steps = told, own, steps

    def __contains__(self, step: object) -> bool:
        return any(_done(t, self._own, self._steps) == step for t in self._around(step) if t in self._told)

    def _around(self, step: Any) -> range:
        """The steps of the page in which this one of the picture is the last that is done."""
        own = max(self._own, 1)
        return range((step - 1) * self._steps // own, step * self._steps // own + 1)


def _done(step: int, own: int, steps: int) -> int:
    """How many of its ``own`` steps a picture has done in this step of the page, which has ``steps``."""
    return own + 1 if step > steps else _share(step, own, steps)


def _share(part: int, of: int, whole: int) -> int:
    """So many ``of`` them as ``part`` is of the ``whole``, a begun one included."""
    return -(-part * of // whole) if whole else 0


def _keyframes(
    parts: Sequence[Part], moves: Sequence[Move], shown: Spread, steps: int, told: Container[int]
) -> Iterator[Keyframe]:
    """In each step what the pictures do in it, first things first: actions together, then their results."""
    stage = Stage()
    stage.show(*shown.scenery)
    tales = [_Tale(part.board, move, steps, told) for part, move in zip(parts, moves, strict=True)]
    names = [part.name for part in parts]
    said: list[Label] = []
    for step in range(steps + 2):
        groups = [tale.upto(step) for tale in tales]
        if 0 < step <= steps and step not in told:
            for tale, group in zip(tales, groups, strict=True):
                tale.play(group, stage)
            continue
        moments = max(map(len, groups))
        for moment in range(moments):
            ms = 0
            for tale, group in zip(tales, groups, strict=True):
                first, stop = (_share(moment + i, len(group), moments) for i in (0, 1))
                tale.play(group[first:stop], stage)
                ms = max([ms, *(keyframe.duration_ms for keyframe in group[first:stop])])
            texts = [tale.caption for tale in tales]
            stage.hide(*(label.id for label in said))
            said = [*shown.caption(texts)]
            stage.show(*shown.page.progress(min(step, steps), steps), *said)
            yield stage.cut(ms, shown.saying or _joined(names, texts), step)


class _Tale:
    """A picture's keyframes, taken up to a step of the page at a time, and its ``caption`` by then."""

    def __init__(self, board: Storyboard, move: Move, steps: int, told: Container[int]) -> None:
        some = board.keyframes
        if isinstance(some, Story):
            some = some.of(_Steps(told, board.steps, steps))
        self._keyframes = iter(some)
        self._next = next(self._keyframes, None)
        self._move, self._own, self._steps = move, board.steps, steps
        self.caption = ""

    def upto(self, step: int) -> list[Keyframe]:
        """Those that come until this step of the page is over."""
        found = []
        while self._next is not None and self._next.step <= _done(step, self._own, self._steps):
            found.append(self._next)
            self._next = next(self._keyframes, None)
        return found

    def play(self, keyframes: Sequence[Keyframe], stage: Stage) -> None:
        """Let what these change be seen on the page."""
        for keyframe in keyframes:
            stage.hide(*map(self._move.id, keyframe.leave))
            stage.show(*map(self._move.element, (*keyframe.enter, *keyframe.update)))
            self.caption = keyframe.caption


def _joined(names: Sequence[str], captions: Sequence[str]) -> str:
    """What the pictures say, a line each; once where all say the same."""
    return captions[0] if len({*captions}) == 1 else "\n".join(map(_named, names, captions))


def _named(name: str, text: str) -> str:
    return named(name, text)


def _sums(parts: Sequence[Part], moves: Sequence[Move]) -> Iterator[Sum]:
    for part, move in zip(parts, moves, strict=True):
        for told in part.board.sums:
            terms = (t._replace(input=move.id(t.input), weight=move.id(t.weight)) for t in told.terms)
            name = named(part.name, told.name)
            yield told._replace(cell=move.id(told.cell), name=name, terms=tuple(terms))
