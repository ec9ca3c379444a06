"""A strip: some steps of a story beside each other, each under its number and over its caption."""

from math import ceil

from tconv_anim.language.lists import sentences
from tconv_anim.storyboard.layout import HEADING, MARGIN
from tconv_anim.storyboard.leaf import Leaf, prefix
from tconv_anim.storyboard.metrics import text_width
from tconv_anim.storyboard.stills import Spans, stills
from tconv_anim.storyboard.storyboard import Keyframe, Label, Storyboard

WIDTH = 1560
"""How wide rows are at most, in pixels, if a single picture isn't wider: two of the largest that there are
without a cell's size. Between a page's margins, numbers of the usual size then still have 5 points."""

_TYPE = 1.3
"""How much larger names and captions are where pictures stand beside each other, to be made smaller there."""

_LEAST = 220
"""Of a picture over its caption, in units."""

_ACROSS, _DOWN = 40, 28
"""Between pictures beside and below each other, in units."""

_NAME, _CAPTION = 26, 22
"""From the middle of a name to its picture, and from there to the middle of the caption's first line."""


def strip(storyboard: Storyboard, steps: Spans) -> Storyboard:
    """A storyboard of one keyframe: these steps in rows of equal lengths, the title and the legend once."""
    shown = stills(storyboard, steps)
    several = len(shown.pictures) > 1 and 2 * (shown.box.width + _ACROSS) <= WIDTH
    leaf = Leaf(storyboard.unit * (_TYPE if several else 1), storyboard.panels)
    margin, across, down = leaf.px(MARGIN), leaf.px(_ACROSS), leaf.px(_DOWN)
    names = [
        Label(f"{prefix(one)}heading", "title", one.name, (0, 0), HEADING, bold=True)
        for one in shown.pictures
    ]
    column = max(
        shown.box.width,
        leaf.px(_LEAST) * shown.says,
        *(int(text_width(name.text, leaf.px(HEADING), bold=True)) + 1 for name in names),
    )
    most = max(1, (WIDTH + across) // (column + across))
    rows = -(-len(shown.pictures) // most)
    a_row = -(-len(shown.pictures) // rows)
    body = a_row * (column + across) - across
    width = max(body, shown.legend_box.width, leaf.titled(shown)[0])
    y = leaf.header(shown, margin, margin + leaf.px(2), width)
    for first in range(0, len(shown.pictures), a_row):
        row = shown.pictures[first : first + a_row]
        bottom = under = y + leaf.px(_NAME) + ceil(max(still.box.bottom for still in row) - shown.box.top)
        for at, still in enumerate(row):
            x = margin + at * (column + across)
            leaf.write(names[first + at], x, y + leaf.px(_NAME) // 3)
            leaf.picture(still.elements, shown.box, x, y + leaf.px(_NAME), prefix(still))
            if shown.says:
                below = under + leaf.px(_CAPTION)
                bottom = max(bottom, below + leaf.caption(still, x, below, column) - leaf.px(_CAPTION) // 2)
        y = bottom + down
    y -= down
    if shown.legend:
        y += leaf.px(20)
        leaf.picture(shown.legend, shown.legend_box, margin + (width - shown.legend_box.width) // 2, y)
        y += shown.legend_box.height
    told = "\n".join(still.told for still in shown.pictures)
    return storyboard._replace(
        description=sentences(storyboard.description, told),
        size=(width + 2 * margin, y + margin),
        panels=leaf.panels,
        steps=0,
        keyframes=(Keyframe(1000, told, 0, tuple(leaf.elements), (), ()),),
        sums=(),
        questions=(),
        narrow=None,
    )
