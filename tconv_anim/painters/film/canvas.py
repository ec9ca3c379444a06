"""A figure painted straight from its looks: what stands still is kept as pixels, and mended where it changed.

Manim paints every mobject that stands still anew for each move, and point by point. Here a contour is
handed to Cairo once, and from then on drawn wherever it is seen. The pictures are the same.
"""

from collections.abc import Iterable
from math import ceil, floor
from typing import Any

import cairo
import numpy as np
from manim import Camera, Mobject

from tconv_anim.painters.film.curves import Contour
from tconv_anim.painters.film.figure import FigureMobject, ShapeMobject
from tconv_anim.painters.film.looks import Guise
from tconv_anim.painters.raster.rects import Rect, merged


class Canvas:
    """Paints one figure, on top of ``backdrop``, as ``camera`` sees them. The figure has to stay there."""

    def __init__(self, camera: Camera, figure: FigureMobject, backdrop: Iterable[Mobject]) -> None:
        self._figure = figure
        camera.reset()
        camera.capture_mobjects(backdrop)
        self._height, self._width = camera.pixel_array.shape[:2]
        self._to_device = _page_to_device(camera, figure)
        self._unit = figure.lie().unit * camera.pixel_width / camera.frame_width
        self._backdrop = _surface(camera.pixel_array.copy())
        self._still = camera.pixel_array.copy()
        self._context = cairo.Context(_surface(self._still))
        self._painted: dict[ShapeMobject, Guise] = {}
        self._seen: list[Any] | None = None

    def paint(self, pixels: Any) -> None:
        """Paint the figure as it is now; ``pixels`` are the camera's."""
        self._mend()
        np.copyto(pixels, self._still)
        moving: Any = self._figure.moving.submobjects
        if moving:
            self._draw(cairo.Context(_surface(pixels)), (shape.now for shape in moving))

    def _mend(self) -> None:
        """Bring what stands still up to date."""
        still: Any = self._figure.still.submobjects
        if still is self._seen:
            return
        self._seen = still
        now = {shape: shape.look for shape in still}
        before = self._painted
        changed = [look for shape, look in now.items() if before.get(shape) is not look]
        changed += [look for shape, look in before.items() if now.get(shape) is not look]
        if not changed:
            return
        self._painted = now
        rects = merged({self._pixels(look) for look in changed})
        context = self._context
        context.save()
        context.new_path()  # what was drawn last is still the path
        for left, top, right, bottom in rects:
            context.rectangle(left, top, right - left, bottom - top)
        context.clip()
        context.set_operator(cairo.Operator.SOURCE)
        context.set_source_surface(self._backdrop)
        context.paint()
        context.set_operator(cairo.Operator.OVER)
        self._draw(context, (look for look in now.values() if _any_touches(self._pixels(look), rects)))
        context.restore()

    def _pixels(self, look: Guise) -> Rect:
        """The pixels that a look may reach."""
        left, right, bottom, top = look.box
        matrix = self._to_device
        corners = [matrix.transform_point(x, y) for x in (left, right) for y in (bottom, top)]
        line = (look.width / 2 + 1) * self._unit
        xs, ys = zip(*corners, strict=True)
        return (
            max(0, floor(min(xs) - line)),
            max(0, floor(min(ys) - line)),
            min(self._width, ceil(max(xs) + line)),
            min(self._height, ceil(max(ys) + line)),
        )

    def _draw(self, context: Any, looks: Iterable[Guise]) -> None:
        page = self._to_device
        unit = self._unit
        context.set_line_join(cairo.LineJoin.MITER)
        context.set_line_cap(cairo.LineCap.BUTT)
        for look in looks:
            fill, stroke = look.fill[0], look.stroke[0]
            filled, lined = fill[3] > 0, look.width > 0 and stroke[3] > 0
            if not (filled or lined):
                continue
            context.set_matrix(cairo.Matrix(look.scale, 0, 0, look.scale, look.x, look.y).multiply(page))
            context.new_path()
            context.append_path(look.contour.path or _path_of(look.contour))
            context.identity_matrix()
            # Blue first: Manim keeps red first in what Cairo takes for blue, green, red, opacity.
            if filled:
                context.set_source_rgba(fill[2], fill[1], fill[0], fill[3])
                context.fill_preserve()
            if lined:
                context.set_source_rgba(stroke[2], stroke[1], stroke[0], stroke[3])
                context.set_line_width(look.width * unit)
                context.stroke()


def _page_to_device(camera: Camera, figure: FigureMobject) -> cairo.Matrix:
    """From the figure's page to the camera's pixels."""
    lie = figure.lie()
    x_scale = camera.pixel_width / camera.frame_width
    y_scale = -camera.pixel_height / camera.frame_height
    x, y, _ = lie.origin - camera.frame_center
    (xx, xy, _), (yx, yy, _) = lie.matrix[0], lie.matrix[1]
    return cairo.Matrix(
        xx * x_scale,
        xy * y_scale,
        yx * x_scale,
        yy * y_scale,
        x * x_scale + camera.pixel_width / 2,
        y * y_scale + camera.pixel_height / 2,
    )


def _surface(pixels: Any) -> cairo.ImageSurface:
    """The pixels as a surface; drawing on it changes them."""
    height, width = pixels.shape[:2]
    return cairo.ImageSurface.create_for_data(pixels.data, cairo.FORMAT_ARGB32, width, height)


def _path_of(contour: Contour) -> Any:
    """The contour as Cairo's path, made once."""
    context = cairo.Context(cairo.ImageSurface(cairo.FORMAT_A8, 1, 1))
    points = contour.curves[:, :2].tolist()
    last = start = None
    for a, b, c, d in zip(points[::4], points[1::4], points[2::4], points[3::4], strict=True):
        if a != last:
            start = a
            context.move_to(*a)
        context.curve_to(*b, *c, *d)
        last = d
        if d == start:
            context.close_path()
            last = None
    contour.path = context.copy_path()
    return contour.path


def _any_touches(rect: Rect, rects: Iterable[Rect]) -> bool:
    left, top, right, bottom = rect
    return any(left < r and right > l and top < b and bottom > t for l, t, r, b in rects)  # noqa: E741
