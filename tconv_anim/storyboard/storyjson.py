"""The storyboard's JSON form, piece by piece: a long one is gigabytes, and is never held in memory."""

import json
from collections.abc import Iterator
from typing import Any

from tconv_anim.storyboard.storyboard import Element, Storyboard, in_drawing_order, kind


def written(storyboard: Storyboard) -> Iterator[str]:
    """The storyboard as version 1 of its JSON form, on one line; each keyframe's ``elements`` are whole.

    The top ``elements`` say, for every id that ever appears, its kind and the panel it stands on;
    ``sums`` what the number of each cell of a result is made of.
    """
    head = {
        "format": "tconv-anim/storyboard",
        "version": 1,
        "title": storyboard.title,
        "description": storyboard.description,
        "size": storyboard.size,
        "steps": storyboard.steps,
        "panels": {panel.id: panel._asdict() for panel in storyboard.panels.values()},
        "elements": {
            element.id: {"kind": kind(element), "panel": getattr(element, "panel", None)}
            for keyframe in storyboard.keyframes
            for element in keyframe.enter
        },
    }
    yield _json(head)[:-1]
    yield from _list("keyframes", _keyframes(storyboard))
    sums = (told._asdict() | {"terms": [term._asdict() for term in told.terms]} for told in storyboard.sums)
    yield from _list("sums", sums)
    yield "}"


def _keyframes(storyboard: Storyboard) -> Iterator[dict[str, Any]]:
    for keyframe, seen in storyboard.states():
        yield {
            "duration_ms": keyframe.duration_ms,
            "caption": keyframe.caption,
            "step": keyframe.step,
            "elements": [_element(element) for element in in_drawing_order(seen.values())],
        }


def _element(element: Element) -> dict[str, Any]:
    fields: dict[str, Any] = {"id": element.id, "kind": kind(element), "role": element.role, "text": ""}
    return fields | element._asdict()


def _list(name: str, items: Iterator[dict[str, Any]]) -> Iterator[str]:
    """A member of the object that is begun already."""
    yield f",{_json(name)}:["
    for number, item in enumerate(items):
        yield "," * bool(number) + _json(item)
    yield "]"


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
