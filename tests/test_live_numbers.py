"""Numbers that readers change: what the page makes of them is what Python records for them."""

import json
from collections.abc import Callable
from math import prod
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest

from tconv_anim import animate
from tconv_anim.views import ISOMETRIC, VIEWS

from .browser import Visit
from .players import states

pytestmark = pytest.mark.pages

Open = Callable[..., Visit]

_EVERY_KEYFRAME = """() => {
  const scrubber = document.getElementById("scrubber"), found = [];
  for (let k = 0; k <= Number(scrubber.max); k++) {
    scrubber.value = k;
    scrubber.dispatchEvent(new Event("input"));
    found.push(Object.fromEntries([...document.querySelectorAll("#stage > svg [data-id]")]
      .filter((group) => group.getAttribute("class"))
      .map((group) => [group.dataset.id, [group.getAttribute("class"),
        ...[...group.querySelectorAll("text")].map((text) => text.textContent)]])));
  }
  return found;
}"""

_LAYERS: list[dict[str, Any]] = [
    {"kernel_size": 3, "stride": 2, "input_size": 2},
    {"kernel_size": (2, 3), "stride": (1, 2), "padding": (0, 1), "input_size": (3, 2), "bias": [2]},
    {"kernel_size": 2, "stride": 2, "output_padding": 1, "dilation": 2, "in_channels": 2, "out_channels": 2},
]


_DIRECT: list[dict[str, Any]] = [
    {"kernel_size": 2, "stride": 1, "input_size": 3},
    {"kernel_size": (2, 3), "stride": (1, 2), "padding": (0, 1), "input_size": (3, 4), "bias": [2]},
    {"kernel_size": 2, "stride": 2, "dilation": 2, "input_size": 4, "in_channels": 2, "out_channels": 2},
]


def _draw(random: Random, kind: str) -> float:
    """A number as readers type them: small or negative, long, or with decimals."""
    if kind == "small":
        return random.randint(-9, 9)
    if kind == "large":
        return random.choice((0, 1, -1, random.randint(-(10**6), 10**6)))
    return random.choice((0.5, -2.25, round(random.uniform(-20, 20), random.randint(0, 4))))


def _drawn(random: Random, shape: tuple[int, ...], kind: str) -> Any:
    return np.array([_draw(random, kind) for _ in range(prod(shape))]).reshape(shape)


_KINDS = ("small", "large", "decimal")

_GO = """(hash) => new Promise((done) => {
  addEventListener("hashchange", () => setTimeout(done), { once: true });
  location.hash = hash;
})"""


def _edited(page: Any, arrays: dict[str, Any]) -> None:
    """Put numbers in by the page's address."""
    said = "&".join(f"{name}={quote(json.dumps(array.tolist()))}" for name, array in arrays.items())
    page.evaluate(_GO, said)


_STACKS: list[dict[str, Any]] = [
    {"kernel_size": 2, "stride": 2, "input_size": 2, "activation": "relu", "then": ["--k 3 --p 1 --direct"]},
    {"kernel_size": 3, "input_size": 1, "bias": [1], "activation": "leaky_relu(0.25)", "then": ["--k 2"]},
    {"kernel_size": 2, "input_size": 2, "then": ["--k 2 --s 2 --activation relu"]},
]

_TELLS_ONE = ("matrix", "compose")
"""Views that tell of one sum at their end: the one that has most to tell, which stays the same on a page."""


def _numbers(seen: dict[str, list[str]]) -> dict[str, list[str]]:
    """What is written in each cell, whatever is lit up."""
    return {name: texts[1:] for name, texts in seen.items() if not name.startswith(("told/", "active/"))}


def _plain(array: Any) -> Any:
    return json.loads(json.dumps(array.tolist()))


@pytest.mark.parametrize("view", VIEWS)
def test_whatever_is_put_in_every_cell_of_every_keyframe_is_what_python_records(
    view: str, visit: Open, tmp_path: Path
) -> None:
    random = Random(view)
    either = [*_LAYERS, *({**layer, "direct": True} for layer in _DIRECT)]
    layers = {True: _DIRECT, False: _LAYERS, None: either}[VIEWS[view].direct]
    for n, layer in enumerate(_STACKS if view == "stack" else layers):
        options: dict[str, Any] = {**layer, "view": view, "cell": 40, "digits": 4}
        if view not in ("matrix", "compare") and n == 1:
            options |= {"heat": "diverging"}
        if view in ISOMETRIC and n == 2:
            options |= {"look": "isometric"}
        if view == "scatter" and n == 2:
            options |= {"show": ["classes"], "look": "flat"}
        animation = animate(**options)
        path = tmp_path / f"{view}{n}.html"
        animation.save(path)
        page = visit(path).page
        trace = animation.trace
        kinds = {"matrix": _KINDS[n % 3 :][:1], "compose": _KINDS}.get(view, (*_KINDS, "small", "decimal"))
        for kind in kinds:  # each costs a matrix seconds
            arrays = {
                "input": _drawn(random, trace.input.shape, kind),
                "kernel": _drawn(random, trace.weight.shape, kind),
            }
            if trace.bias is not None:
                arrays["bias"] = _drawn(random, trace.bias.shape, kind)
            if view == "backward":
                arrays["gradient"] = _drawn(random, trace.output.shape, kind)
            _edited(page, arrays)
            numbers = {{"kernel": "weight"}.get(name, name): _plain(array) for name, array in arrays.items()}
            expected = list(states(animate(**{**options, **numbers}).storyboard))
            found = page.evaluate(_EVERY_KEYFRAME)
            assert len(found) == len(expected)
            for k, (shown, wanted) in enumerate(zip(found, expected, strict=True)):
                if view in _TELLS_ONE:
                    shown, wanted = _numbers(shown), _numbers(wanted)
                assert shown == wanted, (view, layer, kind, k)
