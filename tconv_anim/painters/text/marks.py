"""How roles look without colour: what stands around a number."""

from collections.abc import Mapping

from tconv_anim.storyboard.storyboard import Cell, Element, Outline

Mark = tuple[str, str]
"""What stands before and after a cell's text, a character each."""

PLAIN: Mark = (" ", " ")

ROLES: Mapping[str, Mark] = {
    "product": ("‹", "›"),
    "product-cropped": ("‹", "›"),
    "input-active": ("[", "]"),
    "kernel-active": ("[", "]"),
    "output-active": ("[", "]"),
    "tap": ("[", "]"),
    "tap-input": ("[", "]"),
    "different": ("*", "*"),
    "cropped": ("╎", "╎"),
    "padding": ("╎", "╎"),
    "zero": (":", ":"),
}
"""Marks of the roles of cells; the others have none."""

OUTLINES: Mapping[str, Mark] = {
    "active": ("[", "]"),
    "different": ("*", "*"),
    "restored": ("{", "}"),
    "added": ("¦", "¦"),
}
"""Marks of the cells inside an outline, the first that a cell without one of its own is in."""


def marks(seen: Mapping[str, Element]) -> dict[tuple[str, int, int], Mark]:
    """The mark that outlines give to the cells (panel, row, col) inside them."""
    found: dict[tuple[str, int, int], Mark] = {}
    for role, mark in OUTLINES.items():
        for outline in seen.values():
            if isinstance(outline, Outline) and outline.role == role:
                for row in range(outline.row, outline.row + outline.rows):
                    for col in range(outline.col, outline.col + outline.cols):
                        found.setdefault((outline.panel, row, col), mark)
    return found


def marked(cell: Cell, outlined: Mapping[tuple[str, int, int], Mark], text: str) -> str:
    """A cell's text between its marks."""
    before, after = ROLES.get(cell.role) or outlined.get((cell.panel, cell.row, cell.col), PLAIN)
    return f"{before}{text}{after}"
