"""Rectangles of pixels, and fewer of them: what changes in a frame mostly stands close together."""

from collections.abc import Iterable

Rect = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels; the last two just outside."""

_CLOSE = 8
"""Rectangles this near to each other are cheaper painted as one, in pixels."""

_MOST_TO_JOIN = 200
"""Rectangles that are compared each with each."""

_WORTH = 30_000
"""Pixels that are painted in the time that one more rectangle takes, for it paints its borders' sprites
once more. Measured: slanted cells, whose boxes overlap, gain a third; upright ones neither gain nor lose."""


def merged(rects: Iterable[Rect]) -> list[Rect]:
    """Rectangles that cover all of ``rects``: rows and then columns of neighbours as one each."""
    rows = _merged_along(rects, start=0, end=2, across=(1, 3))
    blocks = _merged_along(rows, start=1, end=3, across=(0, 2))
    # The largest first: tiles lie inside the cells below them, and both change together.
    blocks.sort(key=_area, reverse=True)
    return _joined(blocks) if len(blocks) <= _MOST_TO_JOIN else blocks


def _joined(rects: Iterable[Rect]) -> list[Rect]:
    """Join rectangles where both are no less work than the one around them."""
    kept: list[Rect] = []
    for rect in rects:
        for i, other in enumerate(kept):
            around = (
                min(rect[0], other[0]),
                min(rect[1], other[1]),
                max(rect[2], other[2]),
                max(rect[3], other[3]),
            )
            if _area(around) <= _area(rect) + _area(other) + _WORTH:
                kept[i] = around
                break
        else:
            kept.append(rect)
    return kept


def _area(rect: Rect) -> int:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])


def _merged_along(rects: Iterable[Rect], start: int, end: int, across: tuple[int, int]) -> list[Rect]:
    """Join neighbours along one axis that have the same extent across it."""
    lines: list[Rect] = []
    for rect in sorted(rects, key=lambda r: (r[across[0]], r[across[1]], r[start])):
        last = lines[-1] if lines else None
        if (
            last is not None
            and last[across[0]] == rect[across[0]]
            and last[across[1]] == rect[across[1]]
            and rect[start] <= last[end] + _CLOSE
        ):
            lines[-1] = (last[0], last[1], max(last[2], rect[2]), max(last[3], rect[3]))
        else:
            lines.append(rect)
    return lines
