"""A page for several pictures: where each of them stands, and what the page says of them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tconv_anim.storyboard import ids
from tconv_anim.storyboard.layout import HEADING, MARGIN, Box, above, beside, widened, word
from tconv_anim.storyboard.sheet import LEADING, Page, Sheet, Told, caption_at, caption_lines, key_of
from tconv_anim.storyboard.storyboard import Label, Panel, Point, Storyboard

_LEAST_WIDTH = 330
"""Of a picture over its caption, in units: that then has three lines."""

_ACROSS, _DOWN, _GAP = 48, 24, 10
"""Between pictures beside and below each other, and between what belongs to one, in units."""


class Part(NamedTuple):
    """A picture that is a part of a page: its storyboard, which has no furniture, and what it would say on
    a page of its own. Its ``name`` tells it from the others.
    """

    board: Storyboard
    told: Told
    name: str


class Heading(NamedTuple):
    """What is true of all pictures of a page; ``saying`` stands in the place of each one's own captions."""

    title: str
    subtitle: str = ""
    saying: str = ""


class Spread(NamedTuple):
    """The page, the ``corners`` of its pictures in pixels, and of what they share, the labels by their ids.

    ``captions`` are the corners and the widths of the pictures' own captions, in units.
    """

    page: Page
    corners: tuple[Point, ...]
    shared: dict[str, Label]
    captions: tuple[tuple[float, float, float], ...]
    saying: str

    @property
    def scenery(self) -> Iterator[Label]:
        """What is seen of the page itself, from the first keyframe on."""
        return (label for label in self.page.labels if label.id not in self.shared)

    def caption(self, texts: Sequence[str]) -> Iterator[Label]:
        """What the pictures say, each below itself, or what the page says for all of them."""
        if not self.page.captions:
            return
        if self.saying:
            yield from self.page.caption(self.saying)
            return
        for number, (text, (x, y, width)) in enumerate(zip(texts, self.captions, strict=True)):
            for line in caption_at(text, x, y, width, self.page.scale):
                yield line._replace(id=ids.picture(number, line.id))


def spread(parts: Sequence[Part], heading: Heading, sheet: Sheet, a_row: int) -> Spread:
    """The parts in rows of ``a_row``, lined up on their axes, each under its name and over its caption.

    The captions of a single row are where those of single pictures are, below the progress line.
    What they say ``elsewhere`` on the sheet is the page's legend.
    """
    own = sheet.captions and not heading.saying
    heads = [
        word(ids.picture(number, "heading"), "title", part.name, HEADING, bold=True)
        for number, part in enumerate(parts)
    ]
    boxes = [_box(number, part, sheet.scale) for number, part in enumerate(parts)]
    columns = range(min(a_row, len(parts)))
    widths = [
        max(
            [
                _LEAST_WIDTH * own,
                *(
                    max(box.width, head.width)
                    for box, head in zip(boxes[i::a_row], heads[i::a_row], strict=True)
                ),
            ]
        )
        for i in columns
    ]
    foot = len(parts) <= a_row
    rows = []
    for first in range(0, len(parts), a_row):
        row = range(first, min(first + a_row, len(parts)))
        lines = [[heads[i] for i in row], [boxes[i] for i in row]]
        if own:
            lines.append([_caption_box(i, widths[i - first], foot) for i in row])
        rows.append(above(_GAP, *(beside(_ACROSS, *map(widened, line, widths)) for line in lines)))
    pieces = {key_of(piece): piece for part in reversed(parts) for piece in part.told.legend}
    legend = [piece for key, piece in pieces.items() if key in sheet.elsewhere]
    shared = {part.id for piece in legend for part in piece.parts if isinstance(part, Label)}
    below = max(map(caption_lines, widths)) if own and foot else 0
    page = sheet._replace(elsewhere=frozenset(), lines=None if heading.saying else below).page(
        heading.title, heading.subtitle, above(_DOWN, *rows), legend
    )
    places = [page.panels[_caption_place(i)].origin if own else (0, 0) for i in range(len(parts))]
    return Spread(
        page,
        tuple(page.panels[_corner(i)].origin for i in range(len(parts))),
        {label.id: label for label in page.labels if label.id in shared},
        tuple(
            (x / sheet.scale, page.caption_y if foot else y / sheet.scale, widths[i % a_row])
            for i, (x, y) in enumerate(places)
        ),
        heading.saying,
    )


def _corner(number: int) -> str:
    return ids.picture(number, "corner")


def _caption_place(number: int) -> str:
    return ids.picture(number, "caption")


def _mark(id: str, x: float, y: float) -> Panel:
    """A panel without cells, which only tells where on the page it has come to stand."""
    return Panel(id, (x, y), (0, 0), (0, 0), 0)  # type: ignore[arg-type]


def _box(number: int, part: Part, scale: float) -> Box:
    """A picture without its own margins."""
    width, height = (side / scale - 2 * MARGIN for side in part.board.size)
    return Box(width, height, part.told.axis - MARGIN, (_mark(_corner(number), -MARGIN, -MARGIN),))


def _caption_box(number: int, width: float, foot: bool) -> Box:
    """The place of a caption of this width, without room where it stands at the page's foot."""
    mark = _mark(_caption_place(number), 0, LEADING // 2)
    return Box(width, 0 if foot else caption_lines(width) * LEADING, 0, (mark,))
