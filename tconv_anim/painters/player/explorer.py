"""The explorer's page: the player, with settings above it and the code inside that makes all other boards."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any, BinaryIO, NamedTuple
from zlib import DEFLATED, MAX_WBITS, compressobj

from tconv_anim.language.saying import say, speaking
from tconv_anim.painters.order import Order
from tconv_anim.painters.player.page import COMMON, Content, page, still
from tconv_anim.painters.vector.markup import escape

_HERE = Path(__file__).parent

SCRIPTS = (*COMMON, "base91.js", "explorer.js")
MARKUP = ("explorer.html", "snippets.html")
STYLES = ("player.css", "explorer.css", "print.css")

VIEW = "view"
"""The name of the setting that chooses a view."""


class Setting(NamedTuple):
    """A setting: the parameter, its name in the address, the integers to choose from.

    ``start`` is chosen at first. One that is ``paired`` can have another value for the columns.
    """

    parameter: str
    name: str
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
    language = order.storyboard.language
    settings, below = (Template((_HERE / name).read_text("utf-8")) for name in MARKUP)
    code = _code(offer)
    with speaking(language):
        # For translators: of a layer: what can be chosen on the page.
        above = settings.substitute(settings=escape(say("Settings")), fieldsets=_fieldsets(offer))
        snippets = below.substitute(_elsewhere())
    content = Content(
        {**offer.first["board"], "code": offer.first["code"]},
        still(order),
        order.recipe,
        order.theme,
        SCRIPTS,
        language,
        STYLES,
        above,
        snippets,
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
    views = {view: _views()[view] for view in offer.views}
    # For translators: the ways to show a layer, to choose from.
    sets = [_fieldset("", say("view"), [(VIEW, "", views, offer.views[0])])]
    # For translators: those of a layer: height and width.
    sets.append(_fieldset("", say("axes"), [("axes", "", _axes(), "both")]))
    for setting in offer.settings:
        values = {str(value): str(value) for value in setting.values}
        groups = [(setting.name, "h" if setting.paired else "", values, str(setting.start))]
        if setting.paired:
            groups.append((f"{setting.name}w", "w", values, str(setting.start)))
        sets.append(_fieldset(setting.name, _parameters()[setting.parameter], groups))
    return "\n".join(sets)


def _elsewhere() -> dict[str, str]:
    """The words around a layer's code."""
    told = {
        # For translators: the layer on the page, as the code of several libraries.
        "elsewhere": say("This layer elsewhere"),
        # For translators: what is typed into a terminal.
        "command": say("Command"),
        "copy": say("Copy"),
        "copy_command": say("Copy as command"),
    }
    for name in ("PyTorch", "Keras", "JAX", "Flax", "ONNX"):
        told[f"copy_{name.lower()}"] = say("Copy as {library}", library=name)
    return {name: escape(text) for name, text in told.items()}


def _axes() -> dict[str, str]:
    """How rows and columns are chosen: together, apart, or columns only, of a single row."""
    # For translators: maps as high as they are wide; h and w are height and width; of one dimension.
    return {"both": say("square"), "apart": say("h ≠ w"), "row": say("1-D")}


def _views() -> dict[str, str]:
    """The views, as they are chosen."""
    return {
        # For translators: names of views; this one and those that follow.
        "scatter": say("scatter"),
        "gather": say("gather"),
        "matrix": say("matrix"),
        "overlap": say("overlap"),
        "compose": say("compose"),
        "roundtrip": say("roundtrip"),
        "compare": say("compare"),
        "conv": say("conv"),
    }


def _parameters() -> dict[str, str]:
    """The parameters, as they are chosen."""
    return {
        "kernel_size": say("kernel size"),
        "stride": say("stride"),
        "padding": say("padding"),
        "output_padding": say("output padding"),
        "dilation": say("dilation"),
        "input_size": say("input size"),
        "in_channels": say("in channels"),
        "out_channels": say("out channels"),
    }


_Group = tuple[str, str, Mapping[str, str], str]
"""Radio buttons: their name, the axis that they are for, the values with their words, the first one."""


def _fieldset(short: str, words: str, groups: Sequence[_Group]) -> str:
    legend = f"{escape(words)} <b>{short}</b>" if short else escape(words)
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
    # For translators: {parameter} is like "kernel size", of the axis of this name.
    tall, wide = say("{parameter}, height", parameter=words), say("{parameter}, width", parameter=words)
    label = f'role="radiogroup" aria-label="{escape(tall if axis == "h" else wide)}"'
    return f'<div class="axis axis-{axis}"><i>{axis}</i><div class="choices" {label}>{choices}</div></div>'


def _deflated(text: str) -> bytes:
    deflate = compressobj(9, DEFLATED, -MAX_WBITS, 9)
    return deflate.compress(text.encode()) + deflate.flush()
