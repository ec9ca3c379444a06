"""The whole storyboard as one SVG that plays by itself: in ``<img>``, where no script runs.

Everything that is ever seen is in the file once. What comes and goes together is one group, with a
``<set>`` for each time that it changes; a browser sleeps until the next one, where animations by
CSS keep it busy (measured: 1 % of a core against 6 to 40 %). Where motion is unwanted, or not known,
the file shows its last keyframe; on paper, the one that tells most.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from tconv_anim.painters.poster import activity, poster
from tconv_anim.painters.vector.drawing import Draughtsman, Drawn
from tconv_anim.painters.vector.figure import content_id, document, sheet
from tconv_anim.painters.vector.markup import group
from tconv_anim.storyboard.storyboard import Storyboard
from tconv_anim.storyboard.theme import Theme

_FEW = 100
"""Times to play that are all written down; more are counted by the browser."""

Spans = tuple[tuple[int, int], ...]
"""When something is seen: from the first to just before the second, in ms, as often as it comes."""


class Appearance(NamedTuple):
    """A drawing and when it is seen."""

    drawn: Drawn
    spans: Spans


def moving(storyboard: Storyboard, theme: Theme, loop: int = 0, recipe: str = "") -> str:
    """All keyframes as an SVG document that plays ``loop`` times (0: for ever), and then stays at the end."""
    appearances, total, telling = _appearances(storyboard, theme)
    drawings = [appearance.drawn for appearance in appearances]
    name = content_id(storyboard.title, storyboard.description, theme.name, str(loop), repr(appearances))
    groups = [_clock(name, total, loop)]
    for spans, together in groupby(appearances, lambda appearance: appearance.spans):
        inner = "\n".join(group(appearance.drawn) for appearance in together)
        groups.append(f"{_group(name, spans, total, telling)}\n{inner}\n</g>")
    style = f"{sheet(f'#{name}', theme, drawings, fonts=True)}\n{_still_css(name)}"
    return document(storyboard, name, style, "\n".join(groups), recipe)


def _appearances(storyboard: Storyboard, theme: Theme) -> tuple[Sequence[Appearance], int, int]:
    """Everything that is ever seen, in drawing order and then by when; the length of it all, and when the
    keyframe that tells most begins, in ms.
    """
    draughtsman = Draughtsman(storyboard, theme)
    spans: dict[Drawn, list[tuple[int, int]]] = {}
    seen: dict[str, tuple[Drawn, int]] = {}
    starts, activities = [], []
    now = 0

    def close(drawn: Drawn, since: int) -> None:
        times = spans[drawn]
        if times and times[-1][1] == since:
            since = times.pop()[0]
        times.append((since, now))

    for keyframe in storyboard.keyframes:
        for gone in (*keyframe.leave, *(element.id for element in keyframe.update)):
            close(*seen.pop(gone))
        for element in keyframe.enter + keyframe.update:
            drawn = draughtsman.drawn(element)
            spans.setdefault(drawn, [])
            seen[element.id] = drawn, now
        starts.append(now)
        activities.append(activity(keyframe))
        now += keyframe.duration_ms
    for left in seen.values():
        close(*left)
    found = [Appearance(drawn, tuple(times)) for drawn, times in spans.items()]
    ordered = sorted(found, key=lambda appearance: (appearance.drawn.z, appearance.spans))
    return ordered, now, starts[poster(activities)]


def _clock(name: str, total: int, loop: int) -> str:
    """What begins anew each time the storyboard does: all the others wait for it."""
    clock, length = _clock_id(name), _seconds(total)
    if 0 < loop <= _FEW:
        begin = ";".join(_seconds(time * total) for time in range(loop))
    else:
        begin = f"0s;{clock}.end"
    end = f' end="{_seconds(loop * total - 1)}"' if loop > _FEW else ""
    return f'<set id="{clock}" attributeName="class" to="on" begin="{begin}" dur="{length}"{end}/>'


def _clock_id(name: str) -> str:
    """A hyphen would be a minus sign where times are told."""
    return f"{name.replace('-', '_')}_clock"


def _group(name: str, spans: Spans, total: int, telling: int) -> str:
    """The start of a group that is seen during these spans; without motion, if it is at the end, and on paper
    if it is at the time that is ``telling``.
    """
    stays = spans[-1][1] == total
    if stays:
        ends = [0, *(end for _, end in spans)]
        changes = [(end, start) for end, (start, _) in zip(ends, spans, strict=False) if end < start]
    else:
        changes = list(spans)
    state = "hidden" if stays else "visible"
    sets = "".join(
        f'<set attributeName="visibility" to="{state}" begin="{_clock_id(name)}.begin+{_seconds(start)}" '
        f'dur="{_seconds(end - start)}"/>'
        for start, end in changes
    )
    printed = ' class="printed"' if any(start <= telling < end for start, end in spans) else ""
    hidden = "" if stays else ' visibility="hidden"'
    return f"<g{printed}{hidden}>{sets}"


def _still_css(name: str) -> str:
    """One moment, for those who asked for less motion, and on paper: no animation is stronger than what is
    important.
    """
    shown, hidden = "{visibility:visible!important}", "{visibility:hidden!important}"
    return (
        f"@media (prefers-reduced-motion:reduce){{#{name}>g{shown}#{name}>g[visibility]{hidden}}}\n"
        f"@media print{{#{name}>g{hidden}#{name}>g.printed{shown}}}"
    )


def _seconds(ms: int) -> str:
    return f"{ms / 1000:g}s" if ms < 100_000 else f"{ms / 1000:.3f}s"
