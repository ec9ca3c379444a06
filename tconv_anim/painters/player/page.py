"""The player's page, put together: one file that asks nobody for anything."""

import json
import re
import warnings
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from string import Template, printable
from types import MappingProxyType
from typing import Any, BinaryIO, NamedTuple
from zlib import DEFLATED, MAX_WBITS, compressobj

from tconv_anim.errors import InputError, PageWarning
from tconv_anim.language.saying import ENGLISH, Language, speaking
from tconv_anim.painters.marker import between
from tconv_anim.painters.order import Order
from tconv_anim.painters.player.base91 import encode
from tconv_anim.painters.player.board import board
from tconv_anim.painters.player.colours import sheet
from tconv_anim.painters.player.pressing import pressed
from tconv_anim.painters.player.words import messages, words
from tconv_anim.painters.vector.drawing import Draughtsman
from tconv_anim.painters.vector.markup import escape, group
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.contrast import luminance
from tconv_anim.storyboard.decimals import with_sign
from tconv_anim.storyboard.metrics import face
from tconv_anim.storyboard.storyboard import bared, in_drawing_order
from tconv_anim.storyboard.theme import Theme

_SOURCES = Path(__file__).parent


def paint(order: Order, file: BinaryIO) -> Iterator[int]:
    """Write the storyboard as a page with the player in it; counts its keyframes."""
    storyboard = order.storyboard
    data = board(storyboard, order.theme)
    _refuse_beyond(len(data["tracks"]))
    if order.step is not None:
        data["poster"] = next(
            (k for k, s in enumerate(data["steps"]) if s >= order.step), len(data["steps"]) - 1
        )
    # A keyframe that nobody asked for only stands there until somebody plays: then it starts at the start.
    data |= {
        "times": max(order.loop, 1),
        "autoplay": order.autoplay,
        "asked": order.step is not None,
        "command": order.command,
        "given": order.given,
        **({"beside": order.beside} if order.beside else {}),
        "quiz": order.quiz,
    }
    content = Content(data, still(order), order.recipe, order.theme, PLAYER, storyboard.language)
    file.write(page(content).encode("utf-8", "replace"))
    yield len(data["captions"])


MANY_ELEMENTS, MOST_ELEMENTS = 10_000, 25_000
"""In one picture: from when on browsers become slow (half a second a step), and the most that are written.

Of the matrices of a 3x3 kernel with stride 2, an input of 6x6 has 12,570 elements, of 8x8 37,662.
"""


def _refuse_beyond(elements: int) -> None:
    """Raise :class:`InputError` for more elements than a page can hold, and warn of many."""
    if elements > MOST_ELEMENTS:
        raise InputError(
            f"this page would have {elements:,} elements, and browsers can move at most {MOST_ELEMENTS:,}: "
            "take a smaller $input_size or $kernel_size, fewer channels, another $view, or a .gif for $output"
        )
    if elements > MANY_ELEMENTS:
        warnings.warn(
            f"this page has {elements:,} elements, and is slow from about {MANY_ELEMENTS:,} on: "
            "a smaller layer, another view or a .gif is not",
            PageWarning,
            stacklevel=2,
        )


def read(data: bytes) -> str:
    """The recipe in the bytes of a page, or ""."""
    return between(data, '<script type="application/json" id="recipe">', "</script>")


COMMON = (
    "language.js",
    "numbers.js",
    "stage.js",
    "player.js",
    "sight.js",
    "tables.js",
    "hands.js",
    "keys.js",
    "host.js",
    "messages.js",
    "editing.js",
    "quiz.js",
    "sharing.js",
    "picture.js",
    "assemble.js",
)
"""The scripts of every page with a player."""

PLAYER = (*COMMON, "start.js")
"""The scripts of a page with one animation."""


class Content(NamedTuple):
    """What a page is made from: the first board, markup of a still, the scripts by name, and the language.

    ``settings`` and ``below`` are markup above the stage and below the controls, ``chunks`` are more data
    by the ids of their elements, and ``later`` is a script that the page finds there and puts in itself.
    """

    board: dict[str, Any]
    still: str
    recipe: str
    theme: Theme
    scripts: Sequence[str]
    language: Language
    styles: Sequence[str] = ("player.css", "print.css")
    settings: str = ""
    below: str = ""
    chunks: Mapping[str, bytes] = MappingProxyType({})
    later: str = ""


_TOLD = ("subtitle", "description", "ending")
"""Texts of a board that stand on the page before its scripts run."""


def page(content: Content) -> str:
    """The page, with a policy that lets nothing run or load but what is in it.

    All of it is ASCII: where a host reads it in a charset of its own, its texts and the hashes of its scripts
    stay what they are.
    """
    sign = content.language.decimal
    data: dict[str, Any] = {
        name: with_sign(value, sign) if name in _TOLD else value for name, value in content.board.items()
    }
    code, unfold = script(content.scripts), script(_UNFOLD)
    left, top, width, height = data["view"]
    follows = content.theme.name == "light"
    with speaking(content.language):
        said = words()
    told = messages(content.language, _read(content.scripts))
    shown = (json.dumps(data, ensure_ascii=False), printable, *said.values(), told)
    letters = "".join(shown) if face() or content.language != ENGLISH else ""
    style = _pressed(sheet(content.theme, letters) + _read(content.styles))
    markup = (_SOURCES / "page.html").read_text("utf-8").replace(">\n<", "><")
    text = Template(markup).substitute(
        said,
        language=content.language.code,
        messages=told and f'\n<script type="application/json" id="language">{_in_script(told)}</script>',
        policy=policy([unfold, code, *([content.later] if content.later else [])], style),
        schemes="light dark" if follows else "dark" if luminance(content.theme.page) < 0.18 else "light",
        title=escape(", ".join(filter(None, (data["title"], data["subtitle"])))),
        style=style,
        heading=escape(data["title"]),
        subtitle=escape(data["subtitle"]),
        description=escape(data["description"]),
        view=f"{left} {top} {width} {height}",
        width=width,
        still=content.still,
        caption=escape(data["ending"]),
        settings=content.settings,
        below=content.below,
        recipe=_in_script(content.recipe),
        board=_in_script(json.dumps(data, separators=(",", ":"))),
        chunks="".join(
            f'<script type="application/octet-stream" id="{name}">{encode(chunk)}</script>\n'
            for name, chunk in content.chunks.items()
        ),
        code=encode(_folded(code)),
        script=unfold,
    )
    return text.encode("ascii", "xmlcharrefreplace").decode()


def policy_in(path: Path) -> str:
    """The policy of a page that was written."""
    return path.read_text("utf-8").partition('Policy" content="')[2].partition('"')[0]


def policy(scripts: Sequence[str], style: str) -> str:
    """A Content-Security-Policy under which the page works, and nothing that was slipped into it."""
    hashes = " ".join(f"'{_hash(one)}'" for one in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src '{_hash(style)}'; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )


_UNFOLD = ("unfold.js",)
"""The script that unfolds all others, which are a third as long that way."""


@cache
def _folded(code: str) -> bytes:
    deflate = compressobj(9, DEFLATED, -MAX_WBITS, 9)
    return deflate.compress(code.encode()) + deflate.flush()


@cache
def script(names: Sequence[str]) -> str:
    """The scripts as one, in a block of their own so that they name nothing outside."""
    return _NO_ASCII.sub(_escaped, pressed(f'"use strict";\n{{\n{_read(names)}}}\n'))


def _read(names: Sequence[str]) -> str:
    """Source files without their comments and indentation: readers of pages needn't load those."""
    text = "".join((_SOURCES / name).read_text("utf-8") for name in names)
    lines = (line.strip() for line in _COMMENT.sub("", text).splitlines())
    return "".join(f"{line}\n" for line in lines if line)


def _pressed(style: str) -> str:
    """A style sheet in ASCII, without the blanks that only its authors need."""
    short = re.sub(r"\s*([{};,])\s*", r"\1", style).replace(": ", ":").replace(";}", "}")
    return _NO_ASCII.sub(lambda found: f"\\{ord(found[0]):x} ", short)


_COMMENT = re.compile(r"/\*(?s:.*?)\*/|(?<=[;,{}] )// .*")
"""Comments of blocks, and those that end a line (a URL has no blank before its slashes)."""


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _in_script(text: str) -> str:
    """JSON in ASCII that can't end the script element that it stands in."""
    return _NO_ASCII.sub(_escaped, text).translate({ord(c): f"\\u{ord(c):04x}" for c in "<>&"})


_NO_ASCII = re.compile("[^\x00-\x7f]")


def _escaped(found: re.Match[str]) -> str:
    """A character as strings of JavaScript and of JSON may have it in ASCII."""
    return json.dumps(found[0])[1:-1]


def still(order: Order) -> str:
    """What is seen in the step that the order names, as markup."""
    draughtsman = Draughtsman(order.storyboard, order.theme)
    seen = in_drawing_order(map(bared, order.storyboard.at_step(order.step).values()))
    return "".join(group(draughtsman.drawn(e)) for e in seen if e.role and not ids.is_furniture(e.id))
