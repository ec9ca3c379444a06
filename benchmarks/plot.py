"""A storyboard drawn with matplotlib, the way one does it by hand: each frame's artists are made anew."""

from collections.abc import Iterable
from pathlib import Path

from matplotlib.animation import PillowWriter
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from tconv_anim.storyboard.storyboard import Cell, Element, Label, Link, Outline, Storyboard, in_drawing_order
from tconv_anim.storyboard.theme import Theme

_DPI = 100
_POINTS = 72 / _DPI
"""Points in a pixel: matplotlib's unit of text sizes and line widths."""

_ALIGNED = {"start": "left", "middle": "center", "end": "right"}


def save(storyboard: Storyboard, theme: Theme, path: Path) -> None:
    """Write the storyboard as a GIF of the same size in pixels, a frame a keyframe."""
    width, height = storyboard.size
    figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor=theme.page)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    writer = PillowWriter(fps=1)
    with writer.saving(figure, str(path), _DPI):
        for _, seen in storyboard.states():
            axes.cla()
            axes.set_xlim(0, width)
            axes.set_ylim(height, 0)
            axes.axis("off")
            _draw(axes, storyboard, theme, seen.values())
            writer.grab_frame()


def _draw(axes: Axes, storyboard: Storyboard, theme: Theme, elements: Iterable[Element]) -> None:
    for order, element in enumerate(in_drawing_order(elements)):
        match element:
            case Cell():
                _draw_cell(axes, storyboard, theme, element, order)
            case Outline():
                panel, stroke = storyboard.panels[element.panel], theme.strokes[element.role]
                left, top = panel.corner(element.row, element.col)
                right, bottom = panel.corner(element.row + element.rows, element.col + element.cols)
                patch = Rectangle((left, top), right - left, bottom - top, fill=False, ec=stroke.colour)
                patch.set(lw=stroke.width * _POINTS, zorder=order)
                axes.add_patch(patch)
            case Link():
                stroke = theme.strokes[element.role]
                (x0, y0), (x1, y1) = element.start, element.end
                axes.plot((x0, x1), (y0, y1), color=stroke.colour, lw=stroke.width * _POINTS, zorder=order)
            case Label():
                _write(
                    axes,
                    element.at,
                    element.text,
                    theme.inks[element.role],
                    element.size,
                    order,
                    bold=element.bold,
                    align=_ALIGNED[element.anchor],
                )


def _draw_cell(axes: Axes, storyboard: Storyboard, theme: Theme, cell: Cell, order: int) -> None:
    panel, style = storyboard.panels[cell.panel], theme.cells[cell.role]
    side, size = panel.across[0], panel.text_size
    left, top = panel.corner(cell.row, cell.col)
    axes.add_patch(
        Rectangle((left, top), side, side, facecolor=style.fill, edgecolor=style.edge, lw=1, zorder=order)
    )
    x, y = left + side / 2, top + side / 2
    if cell.text:
        up = size * 0.38 if cell.note else 0
        _write(axes, (x, y - up), cell.text, style.ink, size, order, bold=style.bold)
    if cell.note:
        _write(axes, (x, y + size * 0.54), cell.note, style.note, size * 0.68, order)


def _write(
    axes: Axes,
    at: tuple[float, float],
    text: str,
    colour: str,
    size: float,
    order: int,
    *,
    bold: bool = False,
    align: str = "center",
) -> None:
    axes.text(
        *at,
        text,
        color=colour,
        fontsize=size * _POINTS,
        fontweight="bold" if bold else "normal",
        ha=align,
        va="center",
        zorder=order,
    )
