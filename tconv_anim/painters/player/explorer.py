"""The explorer's page: the player, with settings above it and the code inside that makes all other boards."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any, BinaryIO, NamedTuple
from zlib import DEFLATED, MAX_WBITS, compressobj

from tconv_anim.painters.order import Order
from tconv_anim.painters.player.page import COMMON, Content, page, still
from tconv_anim.painters.vector.markup import escape

_HERE = Path(__file__).parent

SCRIPTS = (*COMMON, "base91.js", "explorer.js")
MARKUP = ("explorer.html", "snippets.html")
STYLES = ("player.css", "explorer.css", "print.css")

VIEW = "view"
"""The name of the setting that chooses a view."""

_AXES = {"both": "square", "apart": "h ≠ w", "row": "1-D"}
"""How rows and columns are chosen: together, apart, or columns only, of a single row."""


class Setting(NamedTuple):
    """A setting: the parameter, its name in the address, the words for it, the integers to choose from.

    ``start`` is chosen at first. One that is ``paired`` can have another value for the columns.
    """

    parameter: str
    name: str
    words: str
    values: Sequence[int]
    start: int
    paired: bool


class Offer(NamedTuple):
    """All that can be chosen, and what shows it.

    ``first`` is what the page shows at the start. ``code`` is a script that defines ``$entries`` with the
    functions ``chosen`` and ``trouble``, which are told ``terms`` with every choice.
    """

    settings: Sequence[Setting]
    views: Sequence[str]
    first: Mapping[str, Any]
    code: str
    terms: Mapping[str, Any]


def paint(order: Order, offer: Offer, file: BinaryIO) -> None:
    """Write the page, beginning with the order's storyboard, that of ``offer.first``."""
    settings, below = (Template((_HERE / name).read_text("utf-8")) for name in MARKUP)
    code = _code(offer)
    content = Content(
        {**offer.first["board"], "code": offer.first["code"]},
        still(order),
        order.recipe,
        order.theme,
        SCRIPTS,
        STYLES,
        settings.substitute(fieldsets=_fieldsets(offer)),
        below.substitute(),
        {"python": _deflated(code)},
        code,
    )
    file.write(page(content).encode("utf-8", "replace"))


def _code(offer: Offer) -> str:
    """The script that the page puts in once it has inflated it: what makes boards, and what it is told."""
    names = {setting.parameter: [setting.name, setting.paired] for setting in offer.settings}
    told = {"terms": offer.terms, "names": names}
    written = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return (
        f'"use strict";\n{{\n{offer.code}'
        f'document.getElementById("player").python = {{ ...$entries, ...{written} }};\n}}\n'
    )


def _fieldsets(offer: Offer) -> str:
    """The view comes first, then what the axes share, then the parameters."""
    sets = [_fieldset("", VIEW, [(VIEW, "", {view: view for view in offer.views}, offer.views[0])])]
    sets.append(_fieldset("", "axes", [("axes", "", _AXES, "both")]))
    for setting in offer.settings:
        values = {str(value): str(value) for value in setting.values}
        groups = [(setting.name, "h" if setting.paired else "", values, str(setting.start))]
        if setting.paired:
            groups.append((f"{setting.name}w", "w", values, str(setting.start)))
        sets.append(_fieldset(setting.name, setting.words, groups))
    return "\n".join(sets)


_Group = tuple[str, str, Mapping[str, str], str]
"""Radio buttons: their name, the axis that they are for, the values with their words, the first one."""


def _fieldset(short: str, words: str, groups: Sequence[_Group]) -> str:
    legend = f"{words} <b>{short}</b>" if short else words
    rows = "".join(_choices(words, *group) for group in groups)
    return f"<fieldset><legend>{legend}</legend>{rows}</fieldset>"


def _choices(words: str, name: str, axis: str, values: Mapping[str, str], start: str) -> str:
    choices = "".join(
        f'<label><input type="radio" name="{name}" value="{escape(value)}"'
        f"{' checked' if value == start else ''}>{escape(text)}</label>"
        for value, text in values.items()
    )
    if not axis:
        return f'<div class="choices">{choices}</div>'
    side = {"h": "height", "w": "width"}[axis]
    label = f'role="radiogroup" aria-label="{escape(words)}, {side}"'
    return f'<div class="axis axis-{axis}"><i>{axis}</i><div class="choices" {label}>{choices}</div></div>'


def _deflated(text: str) -> bytes:
    deflate = compressobj(9, DEFLATED, -MAX_WBITS, 9)
    return deflate.compress(text.encode()) + deflate.flush()
