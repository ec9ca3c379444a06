"""TikZ: one step as a figure for LaTeX, or some as overlays for Beamer, in the document's own letters.

The file can be edited: colours and classes have names, and each cell is a node that is named by its id.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from string import Template
from textwrap import shorten
from typing import BinaryIO

from tconv_anim.errors import InputError, shown
from tconv_anim.painters.faces import Spot
from tconv_anim.painters.marker import between
from tconv_anim.painters.order import Order
from tconv_anim.painters.vector.drawing import Draughtsman, Drawn, Shape, TextLine
from tconv_anim.painters.vector.markup import number, printable
from tconv_anim.painters.vector.pages import chosen, single
from tconv_anim.painters.vector.style import Paint, paints
from tconv_anim.painters.vector.tex import tex
from tconv_anim.storyboard.metrics import CAP_HEIGHT, face, text_width
from tconv_anim.storyboard.storyboard import Element, in_drawing_order

_FILE = Path(__file__).with_name("tikz.tex")

_LINE = 100
"""Letters of a comment in a line: TeX takes none that is as long as recipes can be."""

_ALONE = (
    {
        "where": "a document",
        "class": "[border=0pt]{standalone}",
        "page": "",
        "alone": r"\let\tconvpicture\relax \def\tconvend{\endgroup\end{document}}%",
    },
    {
        "where": "a frame of a Beamer document",
        "class": "{beamer}",
        "page": r"""
  \geometry{paperwidth=$width\tconvunit, paperheight=$height\tconvunit, margin=0pt}
  \setbeamersize{text margin left=0pt, text margin right=0pt}\setbeamertemplate{navigation symbols}{}""",
        "alone": r"""\long\def\tconvpicture#1\tconvend{%
    \begin{frame}[plain]\offinterlineskip#1\end{frame}\endgroup\end{document}}%""",
    },
)
"""A picture, and one with overlays: where it may stand, and the document that it is by itself."""

_BROUGHT = {
    "brought": r"""
  % From a font of your own, which pdfTeX can't read
  \newcommand\tconvbrought[1]{{\font\tconvfont="[$font]" at \csname f@size\endcsname pt
    \iffontchar\tconvfont`#1 \tconvfont#1\else?\fi}}%""",
    "lacking": r"\tconvbrought{#1}",
}
"""What LuaTeX and XeTeX do for letters that the document's font doesn't have."""

_KEYS = {"fill": "fill", "stroke": "draw", "ink": "text"}
"""What TikZ calls what the colours of a class are for; that of notes stands where they do."""

_ANCHORS = {"start": "l", "middle": "c", "end": "r"}


def paint(order: Order, file: BinaryIO) -> Iterator[int]:
    """Write one step of the storyboard as a picture; several steps, or an exercise and its solution, as
    overlays of one.
    """
    draughtsman = Draughtsman(order.storyboard, order.theme)
    found: dict[Element, Drawn] = {}
    seen: dict[Drawn, list[int]] = {}
    count = 0
    for count, (_, elements) in enumerate(
        chosen(order.storyboard, order.steps) if order.steps else single(order), 1
    ):
        for element in in_drawing_order(elements):
            if element not in found:
                found[element] = draughtsman.drawn(element)
            seen.setdefault(found[element], []).append(count)
        yield count
    file.write(_text(order, seen, count).encode())


def read(data: bytes) -> str:
    """The recipe in the bytes of such a file, or ""."""
    return between(data, "\n% recipe:\n%", "\n%\n").replace("\n%", "")


def _text(order: Order, seen: Mapping[Drawn, Sequence[int]], count: int) -> str:
    """The file: ``seen`` says on which of the ``count`` overlays each drawing is, the first being 1."""
    # Escaped in JSON's way, as what looks like XML's escapes would be read as such.
    recipe = printable(order.recipe).replace("&", r"\u0026")
    colours, (width, height) = paints(order.theme), order.storyboard.size
    letters = _BROUGHT if face() else {"brought": "", "lacking": "?"}
    file = Template(_FILE.read_text("utf-8")).safe_substitute(_ALONE[count > 1] | letters)
    return Template(file).substitute(
        font=_path(face()),
        title=shorten(printable(order.storyboard.title), _LINE),
        recipe="\n".join(f"%{recipe[at : at + _LINE]}" for at in range(0, len(recipe), _LINE)),
        colours="\n".join(_colours(colours, {"page", *(drawn.look.name for drawn in seen)})),
        width=width,
        height=height,
        picture="\n".join(_picture(seen, count, colours)),
    )


def _path(font: str) -> str:
    """A font's file as TeX takes it. Raises :class:`InputError` for names that mean something there."""
    if not re.fullmatch(r"[\w ./:+-]*", font, re.ASCII):
        raise InputError(
            f"TeX can't read a font whose file is called {shown(font)}: for a .tex, give $font a name of "
            "plain letters and digits"
        )
    return font


def _colours(colours: Mapping[str, Paint], used: Collection[str]) -> Iterator[str]:
    """The colours of the classes that are used by name, and a style for each class that has them."""
    for name, paint in colours.items():
        if name in used:
            for side, colour in paint._asdict().items():
                if colour:
                    yield rf"\definecolor{{{_colour(name, side)}}}{{HTML}}{{{colour[1:].upper()}}}%"
            keys = ", ".join(
                f"{key}={_colour(name, side)}" for side, key in _KEYS.items() if getattr(paint, side)
            )
            yield rf"\tikzset{{tconv-{name}/.style={{{keys}}}}}%"


def _colour(name: str, side: str) -> str:
    return f"tconv-{name}-{side}"


def _picture(seen: Mapping[Drawn, Sequence[int]], count: int, colours: Mapping[str, Paint]) -> Iterator[str]:
    r"""The drawings from the lowest to the highest; what comes and goes together in one ``\only``."""
    if count > 1:
        yield rf"\only<{count}>{{}}"  # so many overlays, even if nothing is seen on the last one alone
    ordered = sorted(seen, key=lambda drawn: (drawn.z, seen[drawn]))
    for overlays, together in groupby(ordered, seen.__getitem__):
        inner = "\n".join(line for drawn in together for line in _element(drawn, colours[drawn.look.name]))
        yield inner if len(overlays) == count else f"\\only<{_spans(overlays)}>{{\n{inner}\n}}"


def _spans(numbers: Sequence[int]) -> str:
    """Numbers in their order as Beamer takes them: ``1-3,7``."""
    steady = groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])
    runs = [[each for _, each in run] for _, run in steady]
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _element(drawn: Drawn, paint: Paint) -> Iterator[str]:
    """An element as paths, and a node for its words; where it is a rectangle, that is its node."""
    (x, y), of = drawn.at, drawn.look.name
    name = re.sub("[^A-Za-z0-9-]", "-", drawn.id)
    words = [part for part in drawn.look.parts if isinstance(part, TextLine)]
    shapes = [part for part in drawn.look.parts if isinstance(part, Shape)]
    note = _colour(of, "note") if paint.note else ""
    text = "".join(_words(line, note if line.is_note else "") for line in words)
    label = f" ({name})"
    box = _box(shapes[0]) if shapes else None
    if box and (box[0] == (0, 0) if words else shapes[0].spots[2][0] - shapes[0].spots[0][0] >= 16):
        (dx, dy), size = box
        inside = text if len(shapes) == 1 else ""
        yield rf"\node[{_look(of, shapes[0], paint)}, {size}]{label} at {_at(x + dx, y + dy)} {{{inside}}};"
        if len(shapes) == 1:
            return
        shapes, label = shapes[1:], ""
    for shape in shapes:
        spots = " -- ".join(_at(x + dx, y + dy) for dx, dy in shape.spots)
        yield rf"\path[{_look(of, shape, paint)}] {spots}{' -- cycle' * shape.closed};"
    if words:
        bare = ", fill=none, draw=none" * bool(shapes)
        yield rf"\node[tconv-{of}{bare}]{label} at {_at(x, y)} {{{text}}};"
    elif label and paint.fill and any(shape.stroked for shape in shapes):
        yield rf"\coordinate{label} at {_at(x, y)};"


def _box(shape: Shape) -> tuple[Spot, str] | None:
    """The middle of a rectangle and its size as a node has it; None for other shapes."""
    (left, top), *_ = shape.spots
    right, bottom = shape.spots[len(shape.spots) // 2]
    if not shape.closed or shape.spots != ((left, top), (right, top), (right, bottom), (left, bottom)):
        return None
    width, height = number(right - left), number(bottom - top)
    sides = {"size": width} if width == height else {"width": width, "height": height}
    size = ", ".join(rf"minimum {side}={length}\tconvunit" for side, length in sides.items())
    return ((left + right) / 2, (top + bottom) / 2), size


def _look(of: str, shape: Shape, paint: Paint) -> str:
    """The style of a class, and what this shape has otherwise."""
    options = [f"tconv-{of}"]
    if paint.fill and not shape.filled:
        options.append("fill=none")
    if not shape.stroked:
        options.append("draw=none")
    if shape.stroked and shape.width != 1:
        options.append(rf"line width={number(shape.width)}\tconvunit")
    if shape.radius:
        options.append(rf"rounded corners={number(shape.radius)}\tconvunit")
    if shape.dash:
        on, off = map(number, shape.dash)
        options.append(
            rf"dash pattern=on {on}\tconvunit off {off}\tconvunit, "
            rf"dash phase={number(shape.dash.on / 2)}\tconvunit"
        )
    return ", ".join(options)


def _words(words: TextLine, colour: str) -> str:
    """A line of text around a node's point, in its ink or another colour; never wider than layout has it."""
    room = words.room or text_width(words.text, words.size, words.bold)
    text = (colour and rf"\color{{{colour}}}") + r"\bfseries " * words.bold + tex(words.text)
    anchor = f"[{_ANCHORS[words.anchor]}]" * (words.anchor != "middle")
    height = number(words.size * CAP_HEIGHT / 2 - words.y)
    return rf"\tconvtext{anchor}{{{words.size}}}{{{height}}}{{{number(room)}}}{{{text}}}"


def _at(x: float, y: float) -> str:
    return f"({number(x)},{number(y)})"
