"""A custom fence for MkDocs, Zensical and whatever else uses ``pymdownx.superfences``; no plugin.

    markdown_extensions:
      - pymdownx.superfences:
          custom_fences:
            - name: tconv
              class: tconv
              format: !!python/name:tconv_anim.embed.fence.tconv

Then a block of ```` ```tconv ```` with lines like ``k: 3`` is an animation: all of it inside the page.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import yaml
from pymdownx.superfences import SuperFencesException

from tconv_anim.animation import Animation, animate
from tconv_anim.embed import fields
from tconv_anim.embed.around import script
from tconv_anim.embed.formats import FORMATS, Asked, shown_as
from tconv_anim.errors import InputError, shown
from tconv_anim.painters.snippet import Tag, data_url
from tconv_anim.recipe.kinds import Choice

_AROUND = f"data:text/javascript;base64,{b64encode(script()).decode()}"
"""The script of a page around players, in each block: it does nothing that doing it again would change."""

_OURS = ("format", "alt", "caption")


def tconv(source: str, language: str, css_class: str, options: Any, md: Any, **_: Any) -> str:
    """The HTML of a block: a player in a frame, or a picture.

    Raises ``SuperFencesException``, which ends the build, if something in it can't be used.
    """
    try:
        said = _read(source)
        animation, made = _animation({name: text for name, text in said.items() if name not in _OURS})
        shown = _shown(animation, said, made)
    except InputError as error:
        message = error.phrase(fields.names("{}"))
        raise SuperFencesException(f"in a block of {language}: {message}") from error
    except Exception as error:  # any other would be swallowed by superfences: code on the page, and no word
        raise SuperFencesException(f"in a block of {language}: {error!r}") from error
    caption = (Tag("figcaption", inside=(said["caption"],)),) if "caption" in said else ()
    around = (Tag("script", {"src": _AROUND}),) if shown.name == "iframe" else ()
    return Tag("figure", {"class": css_class}, inside=(shown, *caption, *around)).html()


def _read(source: str) -> Mapping[str, str]:
    """The lines of a block by their names, each value as text."""
    loader = yaml.SafeLoader(source)
    try:
        block = loader.get_single_node() or yaml.MappingNode("", [])
        if not isinstance(block, yaml.MappingNode):
            raise InputError("it can't be read: write lines like k: 3")
        return dict(_line(loader, name, value) for name, value in block.value)
    except yaml.YAMLError as error:
        raise InputError(f"it can't be read ({_reason(error)}): write lines like k: 3") from None
    finally:
        loader.dispose()


def _line(loader: yaml.SafeLoader, name: yaml.Node, value: yaml.Node) -> tuple[str, str]:
    """A name and its value. What isn't a list is text as it stands: a caption may look like a date."""
    if not isinstance(name, yaml.ScalarNode):
        raise InputError("it can't be read: write lines like k: 3")
    if name.value not in (*_OURS, *fields.FIELDS):
        known = ", ".join((*_OURS, *fields.FIELDS))
        raise InputError(f"{shown(name.value)} is unknown: take some of {known}")
    if isinstance(value, yaml.ScalarNode):
        return name.value, value.value
    try:
        return name.value, json.dumps(loader.construct_object(value, deep=True))
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{name.value} can't be read ({_reason(error)}): write a list like [[1, 2], [3, 4]]"
        ) from None


def _reason(error: Exception) -> str:
    """What another's error says, on one line of a message of ours."""
    return " ".join(str(error).split()).replace("$", "$$")


def _animation(said: Mapping[str, str]) -> tuple[Animation, Mapping[str, Any]]:
    """What the layer's and the picture's options ask for, and how a file of it is made."""
    values = {name: fields.read(name, text) for name, text in said.items()}
    options, made = fields.apart(fields.meant(values))
    animation = animate(**options)
    animation.check_step(made.get("step"))
    return animation, made


def _shown(animation: Animation, said: Mapping[str, str], made: Mapping[str, Any]) -> Tag:
    kind = said.get("format", next(iter(FORMATS)))
    Choice(FORMATS).check("format", kind)

    def source(suffix: str, step: int | None) -> tuple[str, str]:
        data = animation.encoded(suffix, **fields.heeded(made, suffix, step))
        return ("srcdoc", data.decode()) if suffix == ".html" else ("src", data_url(suffix, data))

    alt = said.get("alt", animation.storyboard.description)
    asked = Asked(made.get("step"), animation.telling_step, animation.storyboard.size, alt)
    return shown_as(FORMATS[kind], asked, source)
