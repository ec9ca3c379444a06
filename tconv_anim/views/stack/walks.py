"""Elements that are followed through a stack: forwards, what one reaches; backwards, what one is made of."""

from collections.abc import Iterator, Sequence
from math import prod
from typing import NamedTuple

from tconv_anim.language.saying import say, say_count
from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids, timing
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Element, Keyframe, Link
from tconv_anim.trace.fields import Field, grown, projective, receptive
from tconv_anim.trace.stack import Stack
from tconv_anim.views.common import parts
from tconv_anim.views.common.links import Area, links
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.stack import page as pages


class Walk(NamedTuple):
    """An element and its fields, map by map: from the input on, or (backwards) from the output on."""

    place: Place
    fields: Sequence[Field]
    forwards: bool

    def level(self, at: int) -> int:
        """The map that a field lies on."""
        return at if self.forwards else len(self.fields) - 1 - at


def walks(stack: Stack) -> list[Walk]:
    """Those that are followed: the element in the middle and a corner, of the input and of the output."""
    ahead = [Walk(place, projective(stack.layers, place), True) for place in _telling(stack, 0)]
    last = len(stack.stages)
    return ahead + [Walk(place, receptive(stack.layers, place), False) for place in _telling(stack, last)]


def _telling(stack: Stack, level: int) -> Sequence[Place]:
    c = pages.shown(stack, level)[0]
    _, height, width = stack.maps[level].shape
    return list(dict.fromkeys([(c, height // 2, width // 2), (c, 0, 0)]))


def walk(story: Narration, stack: Stack, page: Page, one: Walk, step: int) -> Iterator[Keyframe]:
    """One element's step: a keyframe a map, in which its field grows or shrinks; then all of them at once."""
    shown: list[str] = []
    for at, field in enumerate(one.fields):
        level = one.level(at)
        role = "output-active" if level else "input-active"
        if not page.colour:  # which stays what it is where something happens
            story.show(*(pages.settled(stack, level, place, role) for place in _places(stack, level, field)))
        drawn = [*_windows(stack, level, field), *(_links(stack, page, one, at) if at else ())]
        story.show(*drawn)
        shown += [element.id for element in drawn]
        yield story.tell(timing.ACTION, _caption(stack, one, at), step)
    yield story.tell(timing.OPENING, _summary(stack, one), step)
    story.hide(*shown)
    for at, field in enumerate(one.fields if not page.colour else ()):
        story.show(*(pages.settled(stack, one.level(at), p) for p in _places(stack, one.level(at), field)))


def _windows(stack: Stack, level: int, field: Field) -> Iterator[Element]:
    """The outline around a field, on each channel that it has part of."""
    if field.many:
        row, col = (axis[0] for axis in field.places)
        rows, cols = field.size
        for c in pages.shown(stack, level):
            home = pages.panel(stack, level, c)
            if c in field.channels:
                yield pages.lifted(level, parts.lit(home, row, col, rows, cols, ids.window(home)))


def _places(stack: Stack, level: int, field: Field) -> Iterator[Place]:
    """The elements of a field that are shown."""
    rows, cols = field.places
    for c in pages.shown(stack, level):
        if c in field.channels:
            yield from ((c, y, x) for y in rows for x in cols)


def _links(stack: Stack, page: Page, one: Walk, at: int) -> Iterator[Link]:
    """The lines between a field and the one before it, where each is a plane's only map."""
    lower, upper = sorted((at - 1, at), key=one.level)
    ends = []
    for i in (lower, upper):
        level, field = one.level(i), one.fields[i]
        channels = pages.shown(stack, level)
        if len(channels) > 1 or channels[0] not in field.channels or not field.many:
            return
        home = page.panels[pages.panel(stack, level, channels[0])]
        if not home.down[0]:
            return  # where all is flat, they would run across what is written there
        (row, col), (rows, cols) = (axis[0] for axis in field.places), field.size
        ends.append(Area(home, row, col, rows, cols))
    level = one.level(lower)
    for i, line in enumerate(links(ends[0], ends[1])):
        yield line._replace(id=ids.link(level, i), z=line.z + level * pages.LIFT)


def _size(stack: Stack, one: Walk, at: int) -> str:
    """The size of a field and how many elements it has: ``4×4 in 3 channels (48 elements)``."""
    field, many = one.fields[at], len(stack.maps[one.level(at)])
    count, size = say_count("{n} element", "{n} elements", field.many), wording.size(field.size)
    if field.many == 1:
        return count
    if many == 1:
        # For translators: {elements} is like "48 elements".
        return say("{size} ({elements})", size=size, elements=count)
    # For translators: {elements} is like "48 elements".
    return say_count(
        "{size} in {n} channel ({elements})",
        "{size} in {n} channels ({elements})",
        len(field.channels),
        size=size,
        elements=count,
    )


def _caption(stack: Stack, one: Walk, at: int) -> str:
    level, field = one.level(at), one.fields[at]
    if at == 0:
        name = pages.element(stack, level, one.place)
        if one.forwards:
            return say("How far {element} reaches.", element=name)
        return say("What {element} is made of.", element=name)
    layer = level if one.forwards else level + 1
    if not field.many:
        return say("Layer {layer} leaves it nothing: a stride or a cut left it out.", layer=layer)
    area, (cut, formula) = _size(stack, one, at), _formula(stack, one, at)
    if one.forwards:
        # For translators: {area} is like "4×4 in 3 channels (48 elements)".
        if cut:
            return say("Layer {layer} spreads it over {area}, cut at the edge.", layer=layer, area=area)
        if formula:
            return say(
                "Layer {layer} spreads it over {area}, as {formula}.", layer=layer, area=area, formula=formula
            )
        return say("Layer {layer} spreads it over {area}.", layer=layer, area=area)
    # For translators: {area} is like "4×4 in 3 channels (48 elements)".
    area = (
        say("{area} of the input", area=area)
        if level == 0
        else say("{area} of what layer {layer} gave", area=area, layer=level)
    )
    if cut:
        return say("Layer {layer} makes it from {area}, cut at the edge.", layer=layer, area=area)
    if formula:
        return say(
            "Layer {layer} makes it from {area}, as {formula}.", layer=layer, area=area, formula=formula
        )
    return say("Layer {layer} makes it from {area}.", layer=layer, area=area)


def _formula(stack: Stack, one: Walk, at: int) -> tuple[bool, str]:
    """Whether an edge cuts a field; and its size by its formula, empty where it depends on where it is."""
    layer = stack.layers[min(one.level(at - 1), one.level(at))]
    before, after = one.fields[at - 1].size, one.fields[at].size
    if isinstance(layer, Layer) != one.forwards:
        return False, ""
    full = [grown(layer, axis, size, one.forwards) for axis, size in enumerate(before)]
    if any(size < whole for size, whole in zip(after, full, strict=True)):
        return True, ""
    if len(set(before)) > 1 or len(set(after)) > 1 or len(set(layer.params.stride)) > 1:
        return False, ""
    k, d, s = layer.params.kernel_size[0], layer.params.dilation[0], layer.params.stride[0]
    extent = str(k) if d == 1 else f"{d}·{k - 1} + 1"
    return False, f"({before[0]} − 1)·{s} + {extent} = {after[0]}"


def _summary(stack: Stack, one: Walk) -> str:
    """All of its fields, and how much of the last map that is."""
    last = len(one.fields) - 1
    name = pages.element(stack, one.level(0), one.place)
    grows = " → ".join(
        wording.size(field.size) if field.many > 1 else str(field.many) for field in one.fields
    )
    whole = prod(stack.maps[one.level(last)].shape)
    # For translators: {sizes} are sizes from map to map, like "1 → 3×3 → 7×7"; {reached} may be 1.
    if one.forwards:
        return say_count(
            "The projective field of {element}: {sizes}. It reaches {reached} of {n} element of the output.",
            "The projective field of {element}: {sizes}. It reaches {reached} of {n} elements of the output.",
            whole,
            element=name,
            sizes=grows,
            reached=one.fields[last].many,
        )
    # For translators: {sizes} are sizes from map to map, like "1 → 3×3 → 7×7"; {reached} may be 1.
    return say_count(
        "The receptive field of {element}: {sizes}. It is made of {reached} of {n} element of the input.",
        "The receptive field of {element}: {sizes}. It is made of {reached} of {n} elements of the input.",
        whole,
        element=name,
        sizes=grows,
        reached=one.fields[last].many,
    )
