"""Elements where they stand: each is a few sprites, which are looked up by what can be seen of it."""

from tconv_anim.painters.faces import inset_of, is_slanted, texts_of
from tconv_anim.painters.raster.sprites import Sprite, Sprites
from tconv_anim.storyboard.metrics import text_width
from tconv_anim.storyboard.storyboard import Cell, Element, Label, Link, Outline, Panel, Storyboard
from tconv_anim.storyboard.theme import StrokeStyle, Theme


class Placed:
    """A sprite at the pixel (x, y), between the others by its height z.

    ``box`` is left, top, right, bottom, the last two just outside. Whoever paints several gives them
    their ``order``.
    """

    __slots__ = ("box", "order", "sprite", "z")

    def __init__(self, sprite: Sprite, x: int, y: int, z: int) -> None:
        h, w = sprite.pixels.shape
        self.sprite, self.z, self.box = sprite, z, (x, y, x + w, y + h)
        self.order = (z, 0)


class Placing:
    """Turns the elements of one storyboard into placed sprites."""

    def __init__(self, storyboard: Storyboard, theme: Theme, sprites: Sprites) -> None:
        self._panels = storyboard.panels
        self._theme = theme
        self._sprites = sprites

    def place(self, element: Element) -> list[Placed]:
        """The sprites that draw ``element``."""
        match element:
            case Cell():
                return self._place_cell(element)
            case Outline():
                return self._place_outline(element)
            case Link():
                return self._place_link(element)
            case Label():
                return self._place_label(element)

    def _place_cell(self, cell: Cell) -> list[Placed]:
        panel = self._panels[cell.panel]
        x, y = panel.corner(cell.row, cell.col)
        style = self._theme.cells[cell.role]
        text, note = texts_of(cell) if panel.text_size else ("", "")
        if is_slanted(panel):
            sprites = self._sprites.rhomb(style, panel.across, panel.down, panel.text_size, text, note)
        else:
            sprites = self._sprites.cell(style, panel.across[0], panel.text_size, text, note)
        return [_put(sprite, x, y, cell.z) for sprite in sprites]

    def _place_outline(self, outline: Outline) -> list[Placed]:
        panel = self._panels[outline.panel]
        style = self._theme.strokes[outline.role]
        if is_slanted(panel):
            return self._place_slanted_outline(outline, panel, style)
        left, top = panel.corner(outline.row, outline.col)
        right, bottom = panel.corner(outline.row + outline.rows, outline.col + outline.cols)
        t = style.width
        # On the lattice lines, half of it to each side; or inside them, which have a pixel of their own.
        inset = inset_of(style, right - left, bottom - top)
        out, far = (-inset, 1 - inset) if inset else (t // 2, t - t // 2)
        left, top, right, bottom = left - out, top - out, right + far, bottom + far
        horizontal = self._sprites.strip(style, right - left, True)
        vertical = self._sprites.strip(style, bottom - top, False)
        return [
            _put(horizontal, left, top, outline.z),
            _put(horizontal, left, bottom - t, outline.z),
            _put(vertical, left, top, outline.z),
            _put(vertical, right - t, top, outline.z),
        ]

    def _place_slanted_outline(self, outline: Outline, panel: Panel, style: StrokeStyle) -> list[Placed]:
        x, y = panel.corner(outline.row, outline.col)
        across = panel.across[0] * outline.cols, panel.across[1] * outline.cols
        down = panel.down[0] * outline.rows, panel.down[1] * outline.rows
        return [
            _put(sprite, x + start[0], y + start[1], outline.z)
            for start, way in (((0, 0), across), (down, across), ((0, 0), down), (across, down))
            for sprite in self._sprites.slanted(style, *way)
        ]

    def _place_link(self, link: Link) -> list[Placed]:
        style = self._theme.strokes[link.role]
        (x0, y0), (x1, y1) = link.start, link.end
        if (x0, y0) == (x1, y1):
            return []
        if x0 == x1 or y0 == y1:
            sprite = self._sprites.strip(style, max(abs(x1 - x0), abs(y1 - y0)), y0 == y1)
            return [_put(sprite, min(x0, x1), min(y0, y1), link.z)]
        pieces = self._sprites.slanted(style, x1 - x0, y1 - y0)
        return [_put(sprite, x0, y0, link.z) for sprite in pieces]

    def _place_label(self, label: Label) -> list[Placed]:
        sprite = self._sprites.label(label.text, label.role, label.size, label.bold)
        width = text_width(label.text, label.size, label.bold)
        before = {"start": 0, "middle": round(width / 2), "end": round(width)}[label.anchor]
        return [_put(sprite, label.at[0] - before, label.at[1], label.z)]


def _put(sprite: Sprite, x: int, y: int, z: int) -> Placed:
    return Placed(sprite, x + sprite.dx, y + sprite.dy, z)
