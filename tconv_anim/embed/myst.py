"""A plugin for mystmd and Jupyter Book 2: the directive ``tconv``. They run it as a program of their own.

    project:
      plugins:
        - type: executable
          path: tconv.py

where ``tconv.py`` lies beside ``myst.yml``, may be executed, and says

    #!/usr/bin/env python3
    from tconv_anim.embed.myst import plugin
    plugin()

Asked for nothing it tells what it offers; asked for the directive, it reads what that says as JSON, and
writes what is to stand in its place. HTML gets the player, all of it in its address; PDF gets the still.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from tconv_anim.animation import Animation, animate
from tconv_anim.embed import fields
from tconv_anim.embed.formats import FORMATS
from tconv_anim.errors import InputError
from tconv_anim.painters import PAINTERS
from tconv_anim.painters.snippet import data_url
from tconv_anim.recipe.kinds import Choice

Node = dict[str, Any]

_OURS = {
    "format": ("string", f"what HTML gets: {', '.join(FORMATS)}"),
    "alt": ("string", "the alt text; else one is written for you"),
    "caption": ("myst", "what is told below it"),
    "name": ("string", "a label to refer to"),
    "class": ("string", "classes for style sheets"),
}
"""The options of the directive itself: what they take, and what they are for."""


def plugin() -> None:
    """Be the plugin: what is asked for is in the program's arguments and its standard input."""
    if "--directive" not in sys.argv:
        print(json.dumps(_offer()))
        return
    data = json.load(sys.stdin)
    try:
        print(json.dumps(_nodes(data.get("options") or {})))
    except InputError as error:
        place = data["node"]["position"]["start"]["line"]
        sys.exit(f"tconv in line {place}: {error.phrase(fields.names(':{}:'))}")


def _offer() -> Node:
    """What mystmd must know of the directive."""
    ours = {name: {"type": kind, "doc": about} for name, (kind, about) in _OURS.items()}
    theirs = {name: {"type": "string", "doc": option.help} for name, option in fields.FIELDS.items()}
    about = "An animation of a transposed convolution, correct to the last number."
    return {
        "name": "tconv-anim",
        "directives": [{"name": "tconv", "doc": about, "options": {**theirs, **ours}}],
    }


def _nodes(options: Mapping[str, Any]) -> list[Node]:
    """What stands in the directive's place, as MyST's nodes; raises :class:`InputError`."""
    said, made = fields.apart(
        fields.meant({name: fields.read(name, value) for name, value in options.items() if name not in _OURS})
    )
    kind = options.get("format", next(iter(FORMATS)))
    Choice(FORMATS).check("format", kind)
    animation = animate(**said)
    animation.check_step(made.get("step"))
    alt = options.get("alt", animation.storyboard.description)
    shown = _shown(animation, FORMATS[kind], made, alt)
    outer = shown if "caption" not in options else _figure(shown, options["caption"])
    if "class" in options:
        outer["class"] = options["class"]
    if "name" in options:
        label = options["name"]
        outer |= {"label": label, "identifier": label.lower(), "html_id": label.lower()}
    return [outer]


def _shown(animation: Animation, suffix: str, made: Mapping[str, Any], alt: str) -> Node:
    """A picture; or a frame with the player, with a still for what has no frames."""
    step = made.get("step")
    if PAINTERS[suffix].on_pages != "player":
        return {"type": "image", "url": _url(animation, suffix, made, step), "alt": alt}
    still = animation.telling_step if step is None else step
    picture = _url(animation, ".png", made, still)
    placeholder = {"type": "image", "placeholder": True, "url": picture, "alt": alt}
    page = _url(animation, suffix, made, step)
    return {"type": "iframe", "src": page, "title": alt, "width": "100%", "children": [placeholder]}


def _url(animation: Animation, suffix: str, made: Mapping[str, Any], step: int | None) -> str:
    return data_url(suffix, animation.encoded(suffix, **fields.heeded(made, suffix, step)))


def _figure(shown: Node, caption: Iterable[Node]) -> Node:
    """What is shown with a caption below it; ``caption`` are the nodes that MyST made of a text."""
    told = {"type": "caption", "children": [{"type": "paragraph", "children": list(caption)}]}
    return {"type": "container", "kind": "figure", "children": [shown, told]}


if __name__ == "__main__":
    plugin()
