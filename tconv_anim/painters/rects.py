"""Rectangles of pixels, and fewer of them: what changes in a frame mostly stands close together."""

from collections.abc import Iterable

Rect = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels; the last two just outside."""

_CLOSE = 8
"""Rectangles this near to each other are cheaper painted as one, in pixels."""


def merged(rects: Iterable[Rect]) -> list[Rect]:
    """Rectangles that cover all of ``rects``: rows and then columns of neighbours as one each."""
    rows = _merged_along(rects, start=0, end=2, across=(1, 3))
    blocks = _merged_along(rows, start=1, end=3, across=(0, 2))
    # Tiles lie inside the cells below them, and both change together.
    blocks.sort(key=lambda r: (r[2] - r[0]) * (r[3] - r[1]), reverse=True)
    kept: list[Rect] = []
    for rect in blocks:
        if not any(_inside(rect, other) for other in kept):
            kept.append(rect)
    return kept


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


def _inside(inner: Rect, outer: Rect) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]
