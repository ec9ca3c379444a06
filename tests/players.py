"""The player as tests see it: what it shows, read from the page."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Frame, Page

from tconv_anim.layer import wording
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.storyboard import Cell, Element, Label, Storyboard, kind
from tconv_anim.trace.convtrace import AnyTrace

SEEN = """() => Object.fromEntries([...document.querySelectorAll("#stage > svg [data-id]")].map((group) => {
  const texts = [...group.querySelectorAll("text")].map((text) => text.textContent);
  return [group.dataset.id, [group.getAttribute("class"), ...texts]];
}))"""
"""A script that returns what :func:`seen` does."""


def seen(page: Page | Frame) -> dict[str, list[str]]:
    """Every element in the picture by its id: its class and its texts."""
    shown: dict[str, list[str]] = page.evaluate(SEEN)
    return shown


def position(page: Page | Frame) -> int:
    """The keyframe that the scrubber stands on."""
    return int(page.input_value("#scrubber"))


def caption(page: Page | Frame) -> str:
    return page.inner_text("#caption")


def states(storyboard: Storyboard) -> Iterator[dict[str, list[str]]]:
    """What :func:`seen` should read in each keyframe."""
    for _, elements in storyboard.states():
        yield {
            name: [_class(element), *_texts(storyboard, element)]
            for name, element in elements.items()
            if not ids.is_furniture(name)
        }


def _class(element: Element) -> str:
    prefix = {"cell": "cell", "outline": "line", "link": "line", "label": "text"}[kind(element)]
    return f"{prefix}-{element.role}"


def _texts(storyboard: Storyboard, element: Element) -> list[str]:
    texts = [element.text] if isinstance(element, Label) else []
    if isinstance(element, Cell) and storyboard.panels[element.panel].text_size:
        texts = [text.replace("-", "−") for text in (element.text, element.note) if text]
    return texts


def outputs(trace: AnyTrace) -> dict[str, str]:
    """The text of every output cell, by id, straight from the trace."""
    return {
        f"output/{c}/{y}/{x}": wording.prose(value)
        for c, channel in enumerate(trace.output.tolist())
        for y, row in enumerate(channel)
        for x, value in enumerate(row)
    }


def last_texts(shown: dict[str, list[str]], ids: Any) -> dict[str, str]:
    """The numbers of these cells among what is :func:`seen`."""
    return {name: shown[name][1] for name in ids}
