"""Stills: the pictures of some steps of a story, each with what it says, to be put beside each other."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from tconv_anim.language.lists import named, sentences
from tconv_anim.language.saying import say
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.extent import Extent, extent
from tconv_anim.storyboard.moved import Move
from tconv_anim.storyboard.playing import moments
from tconv_anim.storyboard.storyboard import Cell, Element, Keyframe, Label, Outline, Panel, Storyboard

Spans = Sequence[tuple[int, int]]
"""The first and the last step of each span, in their order."""

_TO_FORMULA = 14
"""Between a picture and the formula below it, in units."""


class Still(NamedTuple):
    """The picture of a step, without furniture and legend: what it is called, and what its caption says."""

    step: int
    name: str
    says: tuple[str, ...]
    elements: tuple[Element, ...]
    box: Extent

    @property
    def told(self) -> str:
        """All of it as text, for those who have it read."""
        return named(self.name, sentences(*self.says))


class Stills(NamedTuple):
    """Some steps of a storyboard: their pictures, all in the same ``box``, and what is true of all of them.

    ``title`` and ``subtitle`` are empty where it shows none; ``says`` tells whether it shows captions.
    """

    title: str
    subtitle: str
    says: bool
    pictures: tuple[Still, ...]
    box: Extent
    legend: tuple[Element, ...]
    legend_box: Extent


def stills(storyboard: Storyboard, steps: Spans) -> Stills:
    """These steps of the storyboard, each as :func:`moments` has it."""
    pictures: list[Still] = []
    legend: dict[str, Element] = {}
    told: dict[str, str] = {}
    says = False
    for keyframe, seen in moments(storyboard, steps):
        own = [element for name, element in seen.items() if not ids.is_furniture(name)]
        legend |= {element.id: element for element in own if _in_legend(element)}
        body = _closed_up([element for element in own if not _in_legend(element)], storyboard.panels)
        box = extent(body, storyboard.panels)
        pictures.append(Still(keyframe.step, *_caption(keyframe, storyboard.steps), tuple(body), box))
        told |= {name: one.text for name, one in seen.items() if isinstance(one, Label)}
        says = says or any(ids.kind(name) == "caption" for name in seen)
    return Stills(
        told.get(ids.TITLE, ""),
        told.get(ids.SUBTITLE, ""),
        says,
        tuple(pictures),
        reduce(Extent.around, (one.box for one in pictures)),
        tuple(legend.values()),
        extent(legend.values(), storyboard.panels),
    )


def _in_legend(element: Element) -> bool:
    return ids.is_in_legend(element.panel if isinstance(element, Cell | Outline) else element.id)


def _closed_up(elements: Sequence[Element], panels: Mapping[str, Panel]) -> list[Element]:
    """The elements with those that stand among the parts of a legend, and tell of the step, right below all
    others.
    """
    asides = [one for one in elements if ids.kind(one.id) == ids.FORMULA or one.id == ids.MOVES]
    picture = [one for one in elements if one not in asides]
    if not asides:
        return picture
    box, lower = extent(picture, panels), extent(asides, panels)
    across = (box.left + box.right - lower.left - lower.right) / 2
    move = Move("", (round(across), round(box.bottom + _TO_FORMULA - lower.top)))
    return [*picture, *map(move.element, asides)]


def _caption(keyframe: Keyframe, steps: int) -> tuple[str, tuple[str, ...]]:
    """The name of what is seen, and what its caption says of it besides: a line for each picture."""
    name, mark, said = keyframe.caption.partition(" · ")
    if mark and "\n" not in keyframe.caption:
        return name[:1].upper() + name[1:], (said,)
    at = keyframe.step
    if at == 0:
        name = say("Opening")
    else:
        name = say("Ending") if at > steps else say("Step {step} of {steps}", step=at, steps=steps)
    return name, tuple(keyframe.caption.split("\n"))
