"""How pictures keep in bounds: the largest cells with which all of them has room, or a refusal."""

from collections.abc import Callable
from typing import NamedTuple

from tconv_anim.errors import InputError
from tconv_anim.layer.wording import USUAL_DIGITS
from tconv_anim.storyboard.storyboard import Storyboard
from tconv_anim.views.common.look import CELL, LARGEST_CELL, LEAST_LETTERED, SMALLEST_DIGIT, Look
from tconv_anim.views.common.narrow import narrowed

LARGEST_PICTURE = 100_000
"""Cells that a view may show at once."""

LARGEST_PAGE = (800, 640)
"""What a page grows to by itself, in pixels."""

_CAPTIONED = 430
"""The shorter side of a page of a given size, in units: a caption (14 units) then is more than 1/32 of it."""

_LEAST_WIDTH = 380
"""Of what is on such a page, in units: captions then have a third line."""

LEAST_DIGITS = 2
"""Significant digits with which numbers still say something."""

_SHAPE = 0.8
"""Height of a page of which only the width is given, at most, as a share of that."""

_SMALLEST_SIDE = 2
"""Of a cell, in units."""

_GOOD_SIDE = 30
"""Of cells that are so large that no other arrangement need be tried, in units."""

_SEEN_SIDE = 8
"""Of cells that are so small that all else may be made smaller for them, in pixels."""

_SMALLER, _TINY = (0.85, 0.7, 0.6), (0.45, 0.3, 0.2, 0.1)
"""How much smaller: so that captions can still be read, or else so that there is a picture at all."""


def refuse_beyond(cells: int, what: str) -> None:
    """Raise :class:`InputError` where ``what`` would have more cells than can be shown."""
    if cells > LARGEST_PICTURE:
        raise InputError(
            f"{what} would have {cells:,} cells, and at most {LARGEST_PICTURE:,} can be drawn: take a "
            "smaller $input_size, $kernel_size or $stride, fewer channels, or another $view"
        )


Show = Callable[[Look], Storyboard]
"""What a view shows of a trace, in a look."""


class _Fit(NamedTuple):
    """A look in which all has room where a unit has ``scale`` pixels."""

    look: Look
    scale: float

    @property
    def pixels(self) -> int:
        """The side of its cells."""
        return int((self.look.cell or 0) * self.scale + 1e-6)


def fitted(
    show: Show, look: Look, size: tuple[int, int] | None, largest: tuple[int, int] = LARGEST_PAGE
) -> Storyboard:
    """A picture of exactly ``size`` pixels (height 0: as high as it comes out), all of it in proportion.

    Without a size it is as it comes out, at most as ``largest`` says; a cell's side that was asked for
    stays what it is there. A ``narrow`` look is that picture's, arranged for a telephone.
    """
    fit = _fit(show, look._replace(narrow=False), size, largest)
    if look.narrow:
        return narrowed(show, fit.look)._replace(unit=fit.unit)
    return fit.board._replace(unit=fit.unit)


class _Fitted(NamedTuple):
    """A picture, the look that it is in, and how many pixels its unit has."""

    board: Storyboard
    look: Look
    unit: float = 1.0


def _fit(show: Show, look: Look, size: tuple[int, int] | None, largest: tuple[int, int]) -> _Fitted:
    if size is None:
        if look.cell is not None and look.cell < LEAST_LETTERED:
            look = _coloured(look)
        board = show(look)
        if look.cell is not None or _within(board, *largest):
            return _Fitted(board, look)
        return _shown(show, _best_fit(show, look, *largest, 1, sized=False), 0, 0)
    width, height = size[0], size[1] or size[0] * _SHAPE
    look = look._replace(cell=None, sheet=look.sheet._replace(least=_LEAST_WIDTH))
    return _shown(show, _best_fit(show, look, width, height, min(height, width) / _CAPTIONED, True), *size)


def _shown(show: Show, fit: _Fit, width: int, height: int) -> _Fitted:
    """The picture; in whole pixels, slanted cells may be a little too large for its page."""
    look, scale = fit
    sheet = look.sheet._replace(width=width / scale, height=height / scale, scale=scale)
    for pixels in range(fit.pixels, 0, -1):
        look = look._replace(cell=pixels / scale, sheet=sheet)
        board = show(look)
        if not width or _within(board, width, height or board.size[1]):
            break
    return _Fitted(board, look, scale)


def _best_fit(show: Show, look: Look, width: float, height: float, scale: float, sized: bool) -> _Fit:
    """The look with the largest cells on a page of this many pixels; all is smaller only if it must be.

    A page that is ``sized`` is there to be read from afar: its cells may become as small as there is room.
    """
    best: _Fit | None = None
    for share in (1, *_SMALLER, *_TINY):
        if best and share in _TINY:
            break
        smaller = scale * share
        sheet = look.sheet._replace(width=width / smaller if sized else 0)
        readable = look._replace(smallest=SMALLEST_DIGIT / smaller, sheet=sheet)
        if found := _roomiest(show, readable, width / smaller, height / smaller):
            fit = _Fit(found, smaller)
            if best is None or fit.pixels >= 1.5 * best.pixels:
                best = fit
            if sized or best.pixels >= _SEEN_SIDE:
                return best
    if best is None or not best.pixels:
        raise InputError(
            f"this picture has no room on {width:.0f} x {height:.0f} pixels: take a larger $size, "
            "a smaller $input_size or $kernel_size, fewer channels, or a $crop"
        )
    return best


def _roomiest(show: Show, look: Look, width: float, height: float) -> Look | None:
    """The look with the largest cells of which all has room on so many units; None if there is none.

    What stands beside each other may have to stand below, maps in several columns, and numbers that are too
    small to be read give way to colours.
    """
    best: Look | None = None
    side = _SMALLEST_SIDE - 1
    look = look._replace(room=(width, height))
    for flow in look.flows():
        if found := _largest(show, flow, side + 1, width, height):
            best, side = flow._replace(cell=found, fitted=True), found
        if side >= _GOOD_SIDE:
            break
    drawn = look.values and look.digits
    if best is not None and drawn and not any(p.text_size for p in show(best).panels.values()):
        if look.decimals and not look.fixed and look.precision > LEAST_DIGITS:
            return _roomiest(show, look._replace(precision=look.precision - 1), width, height)
        look = look._replace(precision=USUAL_DIGITS if not look.fixed else look.precision)
        return _roomiest(show, _coloured(look), width, height)
    return best


def _coloured(look: Look) -> Look:
    """The look with colours in the place of numbers."""
    return look._replace(digits=False, extras=look.extras | {"heat"})


def _largest(show: Show, look: Look, least: int, width: float, height: float) -> int:
    """The largest side of cells from ``least`` on; 0 if that is too large."""

    def fits(side: int) -> bool:
        return _within(show(look._replace(cell=side, fitted=True)), width, height)

    # Larger cells would only break a row into more lines.
    most = LARGEST_CELL if look.dims != 1 else CELL
    if least > most or not fits(least):
        return 0
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if fits(middle) else (least, middle - 1)
    return least


def _within(board: Storyboard, width: float, height: float) -> bool:
    """Whether a picture has room on so many units, of which it has whole ones."""
    return board.size[0] <= round(width) and board.size[1] <= round(height)
