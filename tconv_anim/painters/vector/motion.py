"""The whole storyboard as one SVG that plays by CSS alone: in ``<img>``, where no script runs.

Everything that is ever seen is in the file once, and shows at the times when it is seen. What
comes and goes together is one group with one rule for when; where motion is unwanted, or
CSS animations aren't known, the file shows its last keyframe.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from tconv_anim.painters.vector.drawing import Draughtsman, Drawn
from tconv_anim.painters.vector.figure import content_id, document, sheet
from tconv_anim.painters.vector.markup import group
from tconv_anim.storyboard import Storyboard
from tconv_anim.theme import Theme

Spans = tuple[tuple[int, int], ...]
"""When something is seen: from the first to just before the second, in ms, as often as it comes."""


class Appearance(NamedTuple):
    """A drawing and when it is seen."""

    drawn: Drawn
    spans: Spans


def moving(storyboard: Storyboard, theme: Theme, loop: int = 0, recipe: str = "") -> str:
    """All keyframes as an SVG document that plays ``loop`` times (0: for ever), and then stays at the end."""
    appearances, total = _appearances(storyboard, theme)
    classes: dict[Spans, str] = {}
    groups = []
    for spans, together in groupby(appearances, lambda appearance: appearance.spans):
        name = "" if spans == ((0, total),) else f' class="{classes.setdefault(spans, f"k{len(classes)}")}"'
        groups.append(f"<g{name}>\n" + "\n".join(group(a.drawn) for a in together) + "\n</g>")
    body = "\n".join(groups)
    name = content_id(storyboard.title, storyboard.description, theme.name, str(loop), body)
    looks = sheet(f"#{name}", theme, [appearance.drawn for appearance in appearances], fonts=True)
    style = f"{looks}\n{_timing(name, classes, total, loop)}"
    return document(storyboard, name, style, body, recipe)


def _appearances(storyboard: Storyboard, theme: Theme) -> tuple[Sequence[Appearance], int]:
    """Everything that is ever seen, in drawing order and then by when, and the length of it all in ms."""
    draughtsman = Draughtsman(storyboard, theme)
    spans: dict[Drawn, list[tuple[int, int]]] = {}
    seen: dict[str, tuple[Drawn, int]] = {}
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
        now += keyframe.duration_ms
    for left in seen.values():
        close(*left)
    found = [Appearance(drawn, tuple(times)) for drawn, times in spans.items()]
    return sorted(found, key=lambda appearance: (appearance.drawn.z, appearance.spans)), now


def _timing(name: str, classes: Mapping[Spans, str], total: int, loop: int) -> str:
    """The rules for when each class is seen, and for those who asked for no motion what is seen then."""
    hidden = [f"#{name} .{short}" for spans, short in classes.items() if spans[-1][1] != total]
    rules = [f"{','.join(hidden)}{{visibility:hidden}}"] if hidden else []
    times = f"{total / 1000:g}s step-end {loop or 'infinite'}"
    rules += ["@media (prefers-reduced-motion:no-preference){", f"#{name}>g{{animation:{times}}}"]
    for spans, short in classes.items():
        rules.append(f"#{name} .{short}{{animation-name:{name}-{short}}}")
        rules.append(f"@keyframes {name}-{short}{{{_stops(spans, total)}}}")
    return "\n".join([*rules, "}"])


def _stops(spans: Spans, total: int) -> str:
    """The keyframes of an animation that shows something during these spans."""
    stops = {0: "hidden"}
    for start, end in spans:
        stops |= {start: "visible", end: "hidden"}
    return "".join(
        f"{time * 100 / total:.3f}".rstrip("0").rstrip(".") + f"%{{visibility:{state}}}"
        for time, state in sorted(stops.items())
        if time < total
    )
