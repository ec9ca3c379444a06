"""The explorer's page: the player, with settings above it and the boards of all of them inside."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import BinaryIO, NamedTuple
from zlib import DEFLATED, MAX_WBITS, compressobj

from tconv_anim.painters.order import Order
from tconv_anim.painters.player.board import board
from tconv_anim.painters.player.page import COMMON, Content, page, still
from tconv_anim.painters.vector.markup import escape

_HERE = Path(__file__).parent

SCRIPTS = (*COMMON, "unpack.js", "explorer.js")
MARKUP = ("explorer.html", "snippets.html")
STYLES = ("player.css", "explorer.css", "print.css")

VIEW = "view"
"""The name of the setting that chooses a view."""


class Setting(NamedTuple):
    """A setting with its name in the address, the words for it, and the integers to choose from."""

    name: str
    words: str
    values: Sequence[int]


class Chunk(NamedTuple):
    """The boards of one view, compressed. ``places`` has, for every layer, the number of its board.

    Layers are in the order of the settings' product. Of one that can't be shown there is the ``trouble``
    instead, negative: -1 is the first.
    """

    data: bytes
    places: Sequence[int]
    troubles: Sequence[str]


class Offer(NamedTuple):
    """All that can be chosen: settings, a chunk for each view, and code of each layer.

    ``code`` has lists of lines by their languages, for each operation; ``operations`` says which one a view
    shows. ``start`` has what is chosen at first, by the names of the settings, the view among them.
    """

    settings: Sequence[Setting]
    chunks: Mapping[str, Chunk]
    operations: Mapping[str, str]
    code: Mapping[str, Mapping[str, Sequence[str]]]
    start: Mapping[str, int | str]


def paint(order: Order, offer: Offer, file: BinaryIO) -> int:
    """Write the page, beginning with the order's storyboard, that of ``offer.start``; returns the number of
    boards in it.
    """
    chosen = "&".join(f"{name}={value}" for name, value in offer.start.items())
    data = board(order.storyboard, order.theme) | {"times": 1, "settings": chosen}
    settings, below = (Template((_HERE / name).read_text("utf-8")) for name in MARKUP)
    content = Content(
        data,
        still(order),
        order.recipe,
        order.theme,
        SCRIPTS,
        STYLES,
        settings.substitute(fieldsets=_fieldsets(offer)),
        below.substitute(),
        {"index": _deflated(_index(offer))}
        | {f"chunk-{view}": chunk.data for view, chunk in offer.chunks.items()},
    )
    file.write(page(content).encode("utf-8", "replace"))
    return sum(max(chunk.places) + 1 for chunk in offer.chunks.values())


def _index(offer: Offer) -> str:
    """What the page must know to find a board, or to say why there is none."""
    troubles = list(dict.fromkeys(text for chunk in offer.chunks.values() for text in chunk.troubles))
    number = {text: -1 - place for place, text in enumerate(troubles)}
    places = {
        view: [place if place >= 0 else number[chunk.troubles[-1 - place]] for place in chunk.places]
        for view, chunk in offer.chunks.items()
    }
    return json.dumps(
        {
            "axes": [[setting.name, list(setting.values)] for setting in offer.settings],
            "places": places,
            "troubles": troubles,
            "operations": offer.operations,
            "code": offer.code,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _fieldsets(offer: Offer) -> str:
    sets = [
        _fieldset(setting.name, f"{setting.words} <b>{setting.name}</b>", setting.values, offer)
        for setting in offer.settings
    ]
    return "\n".join([*sets, _fieldset(VIEW, VIEW, list(offer.chunks), offer)])


def _fieldset(name: str, legend: str, values: Sequence[int | str], offer: Offer) -> str:
    choices = "".join(
        f'<label><input type="radio" name="{name}" value="{escape(str(value))}"'
        f"{' checked' if value == offer.start[name] else ''}>{escape(str(value))}</label>"
        for value in values
    )
    return f'<fieldset><legend>{legend}</legend><div class="choices">{choices}</div></fieldset>'


def _deflated(text: str) -> bytes:
    deflate = compressobj(9, DEFLATED, -MAX_WBITS, 9)
    return deflate.compress(text.encode()) + deflate.flush()
