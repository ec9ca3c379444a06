"""The explorer: a page in which readers choose among all layers of some ranges, in all views.

It holds the first picture and, translated, our own Python that makes all others (:mod:`tconv_anim.chosen`).
"""

import shlex
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tconv_anim.chosen import SCALE, chosen, storyboard_of, trouble
from tconv_anim.errors import InputError, shown
from tconv_anim.language.languages import language_of
from tconv_anim.layer.axis import Sides
from tconv_anim.output import check_target, replacing
from tconv_anim.painters import Order
from tconv_anim.painters.player.explorer import Offer, Setting, paint
from tconv_anim.pipeline import Saved
from tconv_anim.recipe.data import first_inputs, first_weights
from tconv_anim.recipe.exploration import RANGES, explorer_json, offered
from tconv_anim.recipe.fontfile import check_letters
from tconv_anim.recipe.inspection import is_ours
from tconv_anim.recipe.options import OPTIONS
from tconv_anim.storyboard.custom import tell_weak_pairs, theme_of
from tconv_anim.storyboard.metrics import set_in, tables
from tconv_anim.translation import translate
from tconv_anim.views import VIEWS

_CELL = 44
"""Cells of all layers have one size, so that they can be compared."""

_SHORT = OPTIONS["story"].views["short"]
"""Views whose stories can be short: what an explorer is for is the step, not the acts around it."""

_PARAMETERS = ("kernel_size", "stride", "padding", "output_padding", "dilation", "input_size")
"""What has a value for rows and one for columns, in the order of the page."""

_CHANNELS = ("in_channels", "out_channels")


def explore(path: str | Path, *, force: bool = False, **said: Any) -> Saved:
    """Write a page in which readers choose among all layers of some ranges, each in some views.

    ``said`` are options of :data:`tconv_anim.recipe.exploration.EXPLORER`: integers for each parameter,
    ``view``s, ``theme`` and ``seed``. What is returned counts the views as frames. Raises
    :class:`InputError` with nothing written where this can't be done.
    """
    target = Path(path)
    if target.suffix.lower() != ".html":
        raise InputError(f"output is {shown(str(path))}: the explorer's $output ends in .html")
    check_target(target, force, is_ours)
    values = offered(said)
    theme, views = values["theme"], values["view"]
    check_letters(values["lang"], values["font"])
    tell_weak_pairs(theme)
    terms = terms_of(values)
    choice = _first(values)
    storyboard = storyboard_of(choice, terms)
    offer = Offer(
        settings=[_setting(name, choice[name], values) for name in (*_PARAMETERS, *_CHANNELS)],
        views=views,
        first=chosen(choice, terms),
        code=script(tuple(views), terms["face"]),
        terms=terms,
    )
    with replacing(target) as file, set_in(terms["face"]):
        paint(Order(storyboard, theme_of(theme, SCALE), explorer_json(values)), offer, file)
    return Saved(target, storyboard.size, len(views), target.stat().st_size)


def _setting(name: str, first: Sides | int, values: Mapping[str, Any]) -> Setting:
    start = first if isinstance(first, int) else first[0]
    paired = name in _PARAMETERS
    if name == "output_padding":
        most = max(*values["stride"], *values["dilation"])
        return Setting(name, "op", range(most), start, paired)
    return Setting(name, RANGES[name].key, values[name], start, paired)


@cache
def script(views: Sequence[str], face: str = "") -> str:
    """What the page runs: :func:`chosen` and :func:`tconv_anim.chosen.trouble` with all that they need."""
    return translate(
        ["tconv_anim.chosen.chosen", "tconv_anim.chosen.trouble"],
        [VIEWS[view].performer for view in views],
        {"tconv_anim.storyboard.metrics.tables": tables(face)},
    )


def terms_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is the same for all layers of a page: see :data:`tconv_anim.chosen.Terms`."""
    k, size, c_in, c_out = (
        max(values[name]) for name in ("kernel_size", "input_size", "in_channels", "out_channels")
    )
    seed = values["seed"]
    rows = [OPTIONS[name] for name in (*_PARAMETERS, *_CHANNELS)]
    return {
        "input": first_inputs(seed or 0, c_in * size**2),
        "weight": first_weights(seed or 0, c_in * c_out * k**2),
        "ones": seed is None,
        "cell": _CELL,
        "short": list(_SHORT),
        "language": list(language_of(values["lang"])),
        "face": values["font"] or "",
        "flags": [[row.name, row.flags[0], _usual(row.name)] for row in rows],
        "words": {view: _words(view, values) for view in values["view"]},
    }


def _usual(name: str) -> str:
    """What the command needn't be told of a parameter."""
    if name in _CHANNELS:
        return "1"
    row = OPTIONS[name]
    return "" if row.usual is None else row.kind.text(row.usual)


def _words(view: str, values: Mapping[str, Any]) -> list[str]:
    """The words of the command that don't depend on the layer."""
    said = {"seed": values["seed"], "view": view, "cell": _CELL}
    said |= {name: values[name] for name in ("theme", "lang", "font")}
    said |= {"story": "short"} if view in _SHORT else {}
    words: list[str] = []
    for name, row in OPTIONS.items():
        if said.get(name) is not None and said[name] != row.usual:
            words += map(shlex.quote, row.words(said[name]))
    return words


def _first(values: Mapping[str, Any]) -> dict[str, Any]:
    """The layer to begin with, in the first view: the one most like the usual example that can be shown."""
    found: dict[str, Any] = {"view": values["view"][0], "output_padding": (0, 0)}
    for name, range_ in RANGES.items():
        nearest = sorted(values[name], key=lambda value: abs(value - range_.first))
        found[name] = nearest[0] if name in _CHANNELS else (nearest[0], nearest[0])
    why = trouble(found)
    tried = [(name, value) for name in ("padding", "input_size", "kernel_size") for value in values[name]]
    others = ({**found, name: (value, value)} for name, value in tried)
    there = found if not why else next((other for other in others if not trouble(other)), None)
    if there is None:
        raise InputError(f"none of these layers can be shown ({why}): take other ranges")
    return there
