"""The stack view: layers one after the other, what their elements reach, and the checkerboards of all."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from tconv_anim import live
from tconv_anim.language.lists import listed_apart, sentences
from tconv_anim.language.saying import say, say_count
from tconv_anim.layer import wording
from tconv_anim.layer.activation import Activation
from tconv_anim.layer.axis import Place
from tconv_anim.storyboard import ids, timing
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.stage import Performance
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Outline, Storyboard
from tconv_anim.trace.fields import paths
from tconv_anim.trace.numbers import one
from tconv_anim.trace.stack import Stack, Stage
from tconv_anim.views.common import parts
from tconv_anim.views.common.fitting import refuse_beyond
from tconv_anim.views.common.heat import Heat, count_role, heat_of_ends, scale_of
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.stack import page as pages
from tconv_anim.views.stack.evenness import spread, verdict
from tconv_anim.views.stack.sums import sums
from tconv_anim.views.stack.walks import Walk, walk, walks

_MOST_MARKED = 1_000
"""Cells of a map on which one by one is outlined."""

_MOST_TOLD = 1_000
"""Numbers that an alt text has."""


def stack(trace: Stack, look: Look) -> Storyboard:
    """The stack view: a step a layer, one for each element that is followed, and one for the paths."""
    _refuse_large(trace)
    heat = _heat(trace, look)
    size = look.cell_for(_longest_text(trace, wording.digits()))
    legend, swatches = _legend(trace, heat)
    title, subtitle = _title(len(trace.stages)), sizes(trace)
    body = pages.body(trace, size, look)
    page = look.sheet.page(title, subtitle, body, legend, "", heat.colour)
    followed = walks(trace)
    return Storyboard(
        title=title,
        description=_description(trace, look),
        size=page.size,
        panels=page.panels,
        steps=len(trace.stages) + len(followed) + 1,
        scale=heat.scale,
        keyframes=Performance(lambda: _perform(trace, page, swatches, followed, heat.scale)),
        sums=Performance(lambda: sums(trace)),
    )


def _description(trace: Stack, look: Look) -> str:
    layers = listed_apart([_layer_told(stage) for stage in trace.stages])
    title = _title(len(trace.stages))
    # For translators: {title} is like "A stack of two layers".
    head = say("{title}, {sizes}: {layers}.", title=title, sizes=sizes(trace), layers=layers)
    told = [head, verdict(trace)]
    if look.values and trace.output.size <= _MOST_TOLD:
        told.append(say("The output is {numbers}.", numbers=trace.output.tolist()))
    return sentences(*told)


def _layer_told(stage: Stage) -> str:
    if not stage.activation.name:
        return pages.told(stage)
    # For translators: {layer} is like "transposed (k=4, s=2)", and then comes an activation, like ReLU.
    return say("{layer}, then {activation}", layer=pages.told(stage), activation=stage.activation.name)


def _heat(trace: Stack, look: Look) -> Heat:
    """The colours of all maps, each between its own ends."""
    heat = heat_of_ends(look, _ends(trace), say("output; each map has its own ends"))
    if heat.colour is None:
        return heat._replace(scale=scale_of(look))
    colour = heat.colour
    return heat._replace(colour=lambda cell: colour(pages.uncut(cell)))


@lru_cache(1)  # to fit a picture, it is drawn up a hundred times
def _ends(trace: Stack) -> dict[str, tuple[Any, Any]]:
    """The least and the largest number of each map, those that a ReLU cuts off among them."""
    found = {}
    for level, numbers in enumerate(trace.maps):
        arrays = [numbers]
        if level and trace.stages[level - 1].activation.piecewise:
            arrays.append(trace.traces[level - 1].output)
        told = [one(array, place) for array in arrays for place in pages.places(trace, level)]
        found[pages.array(trace, level)] = live.least(told), live.most(told)
    return found


def sizes(trace: Stack) -> str:
    """The sizes from map to map: ``4×4 → 8×8 → 16×16``; with their channels where any has several."""
    shapes = [m.shape for m in trace.maps]
    first = int(all(shape[0] == 1 for shape in shapes))
    return " → ".join(wording.size(shape[first:]) for shape in shapes)


def _title(layers: int) -> str:
    told = (
        say("A stack of one layer"),
        say("A stack of two layers"),
        say("A stack of three layers"),
        say("A stack of four layers"),
        say("A stack of five layers"),
        say("A stack of six layers"),
        say("A stack of seven layers"),
        say("A stack of eight layers"),
        say("A stack of nine layers"),
    )
    return told[layers - 1]


def _refuse_large(trace: Stack) -> None:
    cells = sum(len(pages.shown(trace, level)) * m[0].size for level, m in enumerate(trace.maps))
    refuse_beyond(cells + trace.output[0].size, "the maps of this stack")


@lru_cache(1)
def _longest_text(trace: Stack, digits: int) -> str:
    """The longest of all numbers that stand in cells."""
    numbers = [
        wording.number(one(array, place))
        for level in range(len(trace.maps))
        for array in (trace.maps[level], *([trace.traces[level - 1].output] if level else []))
        for place in pages.places(trace, level)
    ]
    return max((*numbers, str(paths(trace.layers)[-1].ends[1])), key=len)


def _legend(trace: Stack, heat: Heat) -> parts.Legend:
    """What is cut to 0, the colours of the numbers, and those of the paths."""
    clipped = heat.colour is None and any(stage.activation.kind == "relu" for stage in trace.stages)
    least, most = paths(trace.layers)[-1].ends
    entries = {count_role(heat.scale, count, most): pages.many_paths(count) for count in (least, most)}
    keys = [
        ("zero", say("negative, so 0 after ReLU"), clipped),
        *((role, text, True) for role, text in entries.items()),
    ]
    return heat.under(*parts.keyed(keys))


def _perform(
    trace: Stack, page: Page, swatches: Sequence[Cell | Outline], followed: Sequence[Walk], scale: str
) -> Iterator[Keyframe]:
    last = len(trace.stages)
    story = Narration(page, last + len(followed) + 1)
    _, height, width = trace.output.shape
    for level in range(last + 1):
        _, *size = trace.maps[level].shape
        story.show(
            *((pages.blank if level else pages.settled)(trace, level, p) for p in pages.places(trace, level))
        )
        frames = (parts.framed(pages.panel(trace, level, c), *size) for c in pages.shown(trace, level))
        story.show(*(pages.lifted(level, frame) for frame in frames))
    counts = [(y, x) for y in range(height) for x in range(width)]
    story.show(*swatches, parts.framed(pages.COUNT, height, width))
    story.show(*(Cell(ids.of(pages.COUNT, y, x), "empty", pages.COUNT, y, x) for y, x in counts))
    yield story.tell(timing.OPENING, _opening(trace), 0)
    for level in range(1, last + 1):
        yield from _forward(story, trace, level)
    for step, one_walk in enumerate(followed, last + 1):
        yield from walk(story, trace, page, one_walk, step)
    counted = paths(trace.layers)[-1]
    for y, x in counts:
        many = counted.at((y, x))
        role = count_role(scale, many, counted.ends[1])
        story.show(Cell(ids.of(pages.COUNT, y, x), role, pages.COUNT, y, x, str(many)))
    yield story.tell(timing.RESULT, _paths_caption(trace), story.steps)
    yield story.tell(timing.ENDING, verdict(trace), story.end)


def _opening(trace: Stack) -> str:
    if len(trace.stages) == 1:
        return say("One layer, {sizes}.", sizes=sizes(trace))
    return say("Layer after layer, {sizes}: each takes what the one before it gave.", sizes=sizes(trace))


def _forward(story: Narration, trace: Stack, level: int) -> Iterator[Keyframe]:
    """A layer's step: its sums, then what comes out of the activation behind it."""
    how, added = trace.stages[level - 1].activation, trace.traces[level - 1].output
    after = {place: pages.settled(trace, level, place) for place in pages.places(trace, level)}
    before = {place: one(added, place) for place in after}
    story.show(
        *(cell._replace(role="output", text=wording.number(before[place])) for place, cell in after.items())
    )
    yield story.tell(timing.ACTION, _layer_caption(trace, level), level)
    if how.name:
        changed = {place: live.differ(before[place], one(trace.maps[level], place), 1e-12) for place in after}
        marks = list(_marks(trace, level, changed)) if how.piecewise else []
        story.show(*(cell._replace(role="output") for cell in after.values()), *marks)
        yield story.tell(timing.OPENING, _activation_caption(how, list(changed.values())), level)
        story.hide(*(mark.id for mark in marks))
    story.show(*after.values())


def _marks(trace: Stack, level: int, changed: Mapping[Place, Any]) -> Iterator[Outline]:
    """The outlines of the numbers that an activation has changed, where these aren't too many to be seen."""
    for place, many in changed.items() if len(changed) <= _MOST_MARKED else ():
        c, y, x = place
        home, role = pages.panel(trace, level, c), live.chosen(many, ("", "different"))
        if role:
            outline = Outline(ids.of("different", home, y, x), role, home, y, x, 1, 1, z=22)
            yield pages.lifted(level, outline)


def _layer_caption(trace: Stack, level: int) -> str:
    before, after = (wording.size(trace.maps[i].shape[1:]) for i in (level - 1, level))
    _, most = paths(trace.layers[level - 1 : level])[0].ends
    what = pages.told(trace.stages[level - 1])
    # For translators: {what} is like "transposed (k=4, s=2)", {after} and {before} like 8×8 and 4×4.
    return say_count(
        "Layer {layer}, {what}, makes {after} of {before}, each number of 1 product.",
        "Layer {layer}, {what}, makes {after} of {before}, each number of up to {n} products.",
        most,
        layer=level,
        what=what,
        after=after,
        before=before,
    )


def _activation_caption(how: Activation, changed: Sequence[Any]) -> str:
    """What an activation does, and to how many of the numbers that are shown."""
    if how.kind == "sigmoid":
        return say("The sigmoid squeezes all numbers between 0 and 1.")
    if how.kind == "tanh":
        return say("Tanh squeezes all numbers between −1 and 1.")
    # For translators: {n} of {all} numbers are concerned; {n} may be 1.
    many = say("{n} of {all} here", n=wording.number(sum(changed)), all=len(changed))
    if how.kind == "relu":
        return say("ReLU lets positive numbers through, and makes negative ones 0: {many}.", many=many)
    slope = f"{how.slope:g}"
    # For translators: {many} is like "3 of 16 here".
    return say("LeakyReLU takes negative numbers times {slope}: {many}.", slope=slope, many=many)


def _paths_caption(trace: Stack) -> str:
    """How the number of paths grows from layer to layer."""
    grows = []
    for level in range(1, len(trace.stages)):
        # For translators: so many paths lead to what this layer gave: "after layer 1, 1 to 4".
        grows.append(say("after layer {layer}, {paths}", layer=level, paths=spread(trace, level)))
    many = spread(trace, len(trace.stages))
    if not grows:
        return say("So many paths lead from the input to each cell of the output: {paths}.", paths=many)
    return say(
        "So many paths lead from the input to each cell of the output: {paths} ({layers}).",
        paths=many,
        layers=listed_apart(grows),
    )
