"""HTML that shows an animation on a page: from a file beside it, or with the file inside.

It is well-formed XML too, as books (EPUB) need it, and ASCII, so that no page's charset can spoil it.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote

from tconv_anim.painters import PAINTERS
from tconv_anim.painters.vector.markup import escape

PLAYER_ROOM = 130
"""What a player has below its picture, in pixels: buttons, a scrubber, the rest of its caption."""

_FITTING = {"max-width": "100%", "height": "auto"}

_VOID = ("img", "source")
"""Elements that have no end tag."""

_JSX_NAMES = {"srcset": "srcSet", "playsinline": "playsInline"}
"""The attributes that React calls by other names."""


class Tag(NamedTuple):
    """An element of a page: its name, attributes, properties of its style, and what is inside."""

    name: str
    attributes: Mapping[str, str] = MappingProxyType({})
    style: Mapping[str, str] = MappingProxyType({})
    inside: "tuple[Tag | str, ...]" = ()

    def html(self) -> str:
        """The element in HTML, on one line."""
        style = ";".join(f"{name}:{value}" for name, value in self.style.items())
        return self._written(self.attributes, f'style="{_quoted(style)}"' if style else "", Tag.html)

    def jsx(self) -> str:
        """The element in JSX, as pages of MDX have it: there a style is an object, and names are React's."""
        named = {_JSX_NAMES.get(name, name): value for name, value in self.attributes.items()}
        style = ", ".join(f'{_camel(name)}: "{value}"' for name, value in self.style.items())
        return self._written(named, f"style={{{{{style}}}}}" if style else "", Tag.jsx)

    def _written(self, attributes: Mapping[str, str], style: str, write: Callable[["Tag"], str]) -> str:
        words = [self.name, *(f'{name}="{_quoted(value)}"' for name, value in attributes.items())]
        start = " ".join([*words, style] if style else words)
        if self.name in _VOID:
            return f"<{start} />"
        inside = "".join(
            write(part) if isinstance(part, Tag) else _ascii(escape(part)) for part in self.inside
        )
        return f"<{start}>{inside}</{self.name}>"


def _camel(name: str) -> str:
    first, *others = name.split("-")
    return first + "".join(map(str.title, others))


def _quoted(value: str) -> str:
    """``value`` inside double quotes. A line break in XML's attributes would be read as a blank."""
    return _ascii(escape(value)).replace("\n", "&#10;")


def _ascii(markup: str) -> str:
    return markup.encode("ascii", "xmlcharrefreplace").decode()


def snippet(path: PurePath | str, size: tuple[int, int], alt: str) -> Tag:
    """``<figure>`` with the picture or film at ``path``, or ``<iframe>`` with the player there.

    ``size`` is in pixels; what has less room shrinks. A path is as it would be typed, relative to the page.
    """
    source = quote(PurePath(path).as_posix())
    shown_as = PAINTERS[PurePath(path).suffix.lower()].on_pages
    if shown_as == "player":
        return player({"src": source}, size, alt)
    shown = _film(source, size, alt) if shown_as == "film" else picture(source, size, alt)
    return Tag("figure", inside=(shown,))


def player(source: Mapping[str, str], size: tuple[int, int], alt: str) -> Tag:
    """``<iframe>`` with a player whose picture has this size; ``source`` is the attribute that says which."""
    width, height = size
    attributes = {"title": alt, **_sized(width, height + PLAYER_ROOM), "loading": "lazy"}
    allowed = {"sandbox": "allow-scripts allow-downloads", "allow": "fullscreen"}
    return Tag("iframe", {**source, **attributes, **allowed}, {"border": "0", "max-width": "100%"})


def picture(source: str, size: tuple[int, int], alt: str) -> Tag:
    """``<img>`` of the picture at the URL ``source``."""
    return Tag("img", {"src": source, "alt": alt, **_sized(*size), "loading": "lazy"}, _FITTING)


def moving(source: str, size: tuple[int, int], alt: str, still: str) -> Tag:
    """``<picture>`` that moves; ``still`` is the URL of one for paper, and for who wants less motion."""
    calm = Tag("source", {"media": "print, (prefers-reduced-motion: reduce)", "srcset": still})
    # Who prints doesn't wait for another picture: it must be there already.
    ready = Tag("img", {"src": still, "alt": "", "hidden": "hidden"})
    return Tag("span", inside=(Tag("picture", inside=(calm, picture(source, size, alt))), ready))


def _film(source: str, size: tuple[int, int], alt: str) -> Tag:
    on = {name: name for name in ("controls", "muted", "playsinline")}
    return Tag(
        "video", {"src": source, "aria-label": alt, **_sized(*size), **on, "preload": "metadata"}, _FITTING
    )


def _sized(width: int, height: int) -> dict[str, str]:
    return {"width": str(width), "height": str(height)}


def data_url(suffix: str, data: bytes) -> str:
    """A URL that is the picture itself."""
    return f"data:{PAINTERS[suffix].media};base64,{b64encode(data).decode()}"
