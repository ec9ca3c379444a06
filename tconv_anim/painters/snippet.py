"""HTML that shows an animation on a page: from a file beside it, or with the file inside."""

from base64 import b64encode
from html import escape
from pathlib import PurePath
from urllib.parse import quote

from tconv_anim.painters import PAINTERS

PLAYER_ROOM = 130
"""What a player has below its picture, in pixels: buttons, a scrubber, the rest of its caption."""


def snippet(path: PurePath | str, size: tuple[int, int], alt: str) -> str:
    """``<figure>`` with the picture or film at ``path``, or ``<iframe>`` with the player there; on one line.

    ``size`` is in pixels; what has less room shrinks. A path is as it would be typed, relative to the page.
    """
    source = quote(PurePath(path).as_posix())
    shown_as = PAINTERS[PurePath(path).suffix.lower()].on_pages
    if shown_as == "player":
        return player(f'src="{escape(source)}"', size, alt)
    if shown_as == "film":
        return f"<figure>{_film(source, size, alt)}</figure>"
    return f"<figure>{picture(source, size, alt)}</figure>"


def player(source: str, size: tuple[int, int], alt: str) -> str:
    """``<iframe>`` with a player whose picture has this size; ``source`` is the attribute that says which."""
    width, height = size
    return (
        f'<iframe {source} title="{escape(alt)}" width="{width}" height="{height + PLAYER_ROOM}" '
        'loading="lazy" sandbox="allow-scripts" allowfullscreen style="border:0;max-width:100%"></iframe>'
    )


def picture(source: str, size: tuple[int, int], alt: str, still: str = "") -> str:
    """``<img>`` of the picture at the URL ``source``; where ``still`` is one, for who wants less motion."""
    width, height = size
    image = (
        f'<img src="{escape(source)}" alt="{escape(alt)}" width="{width}" height="{height}" '
        'loading="lazy" style="max-width:100%;height:auto">'
    )
    if not still:
        return image
    calm = f'<source media="(prefers-reduced-motion: reduce)" srcset="{escape(still)}">'
    return f"<picture>{calm}{image}</picture>"


def _film(source: str, size: tuple[int, int], alt: str) -> str:
    width, height = size
    return (
        f'<video src="{escape(source)}" aria-label="{escape(alt)}" width="{width}" height="{height}" '
        'controls muted playsinline preload="metadata" style="max-width:100%;height:auto"></video>'
    )


def within(page: bytes) -> str:
    """The attribute of an ``<iframe>`` that holds a whole page."""
    return f'srcdoc="{escape(page.decode())}"'


def data_url(suffix: str, data: bytes) -> str:
    """A URL that is the picture itself."""
    return f"data:{PAINTERS[suffix].media};base64,{b64encode(data).decode()}"
