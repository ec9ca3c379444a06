"""What an explorer shows of a layer that its reader chose: the player's board and code, or why there is none.

The command runs this for the first picture of a page. The page runs the same for all others, translated
(see :mod:`tconv_anim.translation`): it takes and returns what JSON can hold.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tconv_anim.errors import InputError
from tconv_anim.language.saying import Language
from tconv_anim.layer.axis import Sides
from tconv_anim.layer.code import LANGUAGES
from tconv_anim.layer.direct import CONVS, AnyLayer, ConvLayer
from tconv_anim.layer.drawable import check_drawable
from tconv_anim.layer.geometry import CONV_TRANSPOSES, Layer
from tconv_anim.layer.wording import typed
from tconv_anim.painters.player.board import board
from tconv_anim.recipe.elsewhere import refuse_elsewhere
from tconv_anim.storyboard.playing import timed
from tconv_anim.storyboard.storyboard import Storyboard
from tconv_anim.storyboard.theme import LIGHT
from tconv_anim.storyboard.timing import Timing
from tconv_anim.trace.convtrace import AnyTrace, record_conv
from tconv_anim.trace.numbers import Numbers
from tconv_anim.trace.trace import record
from tconv_anim.views import TRANSPOSED, VIEWS, Look

SCALE = "heat"
"""What the overlap view counts in."""

_THEME = LIGHT.scaled(SCALE)
"""Boards have no colours: all themes make the same."""

Choice = Mapping[str, Any]
"""A layer and a view: kernel_size, stride, padding, output_padding, dilation and input_size as pairs,
in_channels and out_channels as integers, and the view's name."""

Terms = Mapping[str, Any]
"""What is the same for all choices of a page.

``input`` and ``weight`` are the first numbers that are drawn; where ``ones`` is true, views that have ones
for numbers have those. Cells have a side of ``cell``; ``short`` are the views whose stories are short;
``language`` has the fields of a :class:`Language` in order, ``face`` is a font's file.
``words`` are a view's own words of the command, ``flags`` the names that the command has for parameters,
each with its usual value.
"""


def chosen(choice: Choice, terms: Terms, narrow: bool = True) -> dict[str, Any]:
    """The ``board``, and ``code`` in each language, the command's among them; or the ``trouble`` in words.

    Arranging a board for ``narrow`` pages, too, takes as long again.
    """
    try:
        layer = layer_of(choice)
        data = board(storyboard_of(choice, terms, narrow), _THEME)
    except InputError as error:
        return {"trouble": str(error)}
    coded = _layer(choice, 1) if _is_row(choice) else layer
    code = {name: language.line(coded, False) for name, language in LANGUAGES.items()}
    line = command(choice, terms)
    return {"board": data | {"times": 1, "command": line}, "code": code | {"command": line}}


def trouble(choice: Choice) -> str:
    """Why there is no such layer in this view, in words; empty if there is one."""
    try:
        layer_of(choice)
    except InputError as error:
        return str(error)
    return ""


def layer_of(choice: Choice) -> AnyLayer:
    """The layer; raises :class:`InputError` as the command would."""
    view = choice["view"]
    refuse_elsewhere("output_padding", _pairs(choice)[3], (0, 0), {None: TRANSPOSED}, view)
    layer = _layer(choice, 2)
    check_drawable(layer)
    _check_shown(layer, view)
    return layer


def _layer(choice: Choice, dims: int) -> AnyLayer:
    """The layer with the last ``dims`` of its axes."""
    kernel_size, stride, padding, op, dilation, size = (pair[2 - dims :] for pair in _pairs(choice))
    channels = choice["in_channels"], choice["out_channels"]
    if VIEWS[choice["view"]].direct:
        return ConvLayer(CONVS[dims](kernel_size, stride, padding, dilation), size, *channels)
    return Layer(CONV_TRANSPOSES[dims](kernel_size, stride, padding, op, dilation), size, *channels)


def _is_row(choice: Choice) -> bool:
    """Whether it is a single row, in which nothing is done to rows: code says that with one axis."""
    rows = [pair[0] for pair in _pairs(choice)]
    return rows == [1, 1, 0, 0, 1, 1] and (choice["kernel_size"][1], choice["input_size"][1]) != (1, 1)


LARGEST_SHOWN = 25_000
"""Cells and products that a page can hold: all usual layers, but for large matrices and composes."""


def _check_shown(layer: AnyLayer, view: str) -> None:
    ins, outs = (shape[0] * shape[1] * shape[2] for shape in (layer.input_shape, layer.output_shape))
    drawn = layer.cell_count + layer.event_count
    if view == "matrix":
        drawn += 2 * ins * outs
    elif view == "compose" and isinstance(layer, Layer):
        rows, cols = layer.regions
        drawn += ins * layer.out_channels * len(rows) * len(cols)
    if drawn > LARGEST_SHOWN:
        raise InputError(
            f"this picture has {drawn:,} cells and products, and a page shows at most {LARGEST_SHOWN:,}: "
            "take a smaller $input_size, $kernel_size or $stride, fewer $in_channels or $out_channels, or "
            "another $view"
        )


_PAIRS = ("kernel_size", "stride", "padding", "output_padding", "dilation", "input_size")


def _pairs(choice: Choice) -> list[Sides]:
    return [(choice[name][0], choice[name][1]) for name in _PAIRS]


def storyboard_of(choice: Choice, terms: Terms, narrow: bool = True) -> Storyboard:
    """What is seen and when, with live numbers; raises :class:`InputError` where there is no such picture."""
    view = choice["view"]
    language = Language(*terms["language"])
    look = Look(terms["cell"], staged=view not in terms["short"], language=language, face=terms["face"])
    return timed(VIEWS[view](trace_of(choice, terms), look, None, True, narrow), Timing())


def trace_of(choice: Choice, terms: Terms) -> AnyTrace:
    """The layer's trace on the numbers of the terms."""
    layer = layer_of(choice)
    ones = terms["ones"] and VIEWS[choice["view"]].ones
    x, w = (
        np.ones(shape, np.int64) if ones else _shaped(terms[name], shape)
        for name, shape in (("input", layer.input_shape), ("weight", layer.weight_shape))
    )
    if isinstance(layer, ConvLayer):
        return record_conv(layer.params, x, w)
    return record(layer.params, x, w)


def _shaped(drawn: Sequence[int], shape: tuple[int, ...]) -> Numbers:
    """As many of the drawn numbers as an array of this shape has."""
    size = 1
    for side in shape:
        size *= side
    return np.array(drawn[:size], np.int64).reshape(shape)


def command(choice: Choice, terms: Terms) -> str:
    """The command that makes this animation, as a page."""
    words = ["tconv-anim"]
    for name, flag, usual in terms["flags"]:
        value = choice[name]
        text = str(value) if isinstance(value, int) else typed((value[0], value[1]))
        if text != usual:
            words += [flag, text]
    return " ".join([*words, *terms["words"][choice["view"]], "-o figure.html"])
