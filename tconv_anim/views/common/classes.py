"""The class of each output element: the channel that has the largest number there (argmax)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tconv_anim import live
from tconv_anim.errors import InputError
from tconv_anim.language.saying import say
from tconv_anim.layer.axis import Place
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard.layout import Box, CellSize
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Cell
from tconv_anim.views.common import parts, places
from tconv_anim.views.common.naming import channel

_COLOURS = ("zero", "input-active", "kernel", "tap", "kernel-active")
"""Roles that lend classes their colours, which heat doesn't change; its number is in the cell, too."""

_PANEL = "classes"


def classes_box(layer: Layer, cell: CellSize) -> Box:
    """The map of classes; raises :class:`InputError` for a layer that has no two channels to choose from."""
    if layer.out_channels < 2:
        raise InputError(
            "show asks for classes and there is 1 output channel: take at least 2 $out_channels, or leave "
            "classes out of $show"
        )
    # For translators: of what is in a picture at a place, by the largest of its channels.
    name = say("class (argmax)")
    return places.map_box(_PANEL, "title", name, places.whole(layer.output_shape[1:]), cell)


def class_cells(
    page: Page, layer: Layer, sums: Mapping[Place, Any], reached: Iterable[Place]
) -> Iterator[Cell]:
    """The class on each of these places of the output, by the sums so far; blank where there are none.

    A page without their map has none.
    """
    if _PANEL not in page.panels:
        return
    for at in dict.fromkeys(place[1:] for place in reached):
        if not parts.is_inside(layer, (0, *at)):
            continue
        found = {c: sums[(c, *at)] for c in range(layer.out_channels) if (c, *at) in sums}
        role, text = "empty", ""
        if channels := list(found):
            best = live.largest([found[c] for c in channels])
            role = live.chosen(best, [_COLOURS[c % len(_COLOURS)] for c in channels])
            text = live.chosen(best, [str(channel(layer, "output", c)) for c in channels])
        yield places.element(role, _PANEL, at, text)
