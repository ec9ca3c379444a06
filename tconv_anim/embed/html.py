"""HTML that shows a file of ours on a page."""

from html import escape
from pathlib import Path
from urllib.parse import quote

PLAYER = ".html"
"""The suffix of files that are pages of their own."""


def snippet(path: Path, size: tuple[int, int], alt: str) -> str:
    """``<figure>`` with the picture at ``path``, or ``<iframe>`` with the player there; on one line.

    ``size`` is in pixels; what has less room shrinks. A path is as it would be typed, relative to the page.
    """
    width, height = size
    source, text = escape(quote(path.as_posix())), escape(alt)
    if path.suffix.lower() == PLAYER:
        return (
            f'<iframe src="{source}" title="{text}" width="{width}" height="{height}" loading="lazy" '
            'sandbox="allow-scripts" style="border:0;max-width:100%"></iframe>'
        )
    return (
        f'<figure><img src="{source}" alt="{text}" width="{width}" height="{height}" loading="lazy" '
        'style="max-width:100%;height:auto"></figure>'
    )
