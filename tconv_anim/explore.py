"""The explorer: every layer of some ranges in every view, made here so that the page computes nothing."""

import json
import os
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import product
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.code import keras, pytorch
from tconv_anim.layer.geometry import Layer
from tconv_anim.output import check_target, replacing
from tconv_anim.painters import Order
from tconv_anim.painters.player.board import board
from tconv_anim.painters.player.explorer import VIEW, Chunk, Offer, Setting, paint
from tconv_anim.painters.player.pack import Packer
from tconv_anim.pipeline import Saved, animate
from tconv_anim.recipe.inspection import is_ours
from tconv_anim.recipe.recipe import command, explorer_recipe
from tconv_anim.recipe.request import check_choice
from tconv_anim.storyboard.theme import THEMES
from tconv_anim.views import VIEWS

LARGEST_OFFER = 20_000
"""Animations that one page may hold."""


class Range(NamedTuple):
    """A parameter to explore: its short name, its words, what is offered, what is shown first."""

    short: str
    words: str
    usual: Sequence[int]
    first: int
    least: int


RANGES = {
    "kernel_size": Range("k", "kernel size", range(1, 6), 3, 1),
    "stride": Range("s", "stride", range(1, 4), 2, 1),
    "padding": Range("p", "padding", range(3), 0, 0),
    "dilation": Range("d", "dilation", range(1, 3), 1, 1),
    "input_size": Range("i", "input size", range(2, 5), 3, 1),
}
"""What can be explored besides output_padding, of which every legal value is offered."""

USUAL_VIEWS = ("scatter", "gather", "overlap", "roundtrip", "conv")
"""What is offered unless views are named: those in which parameters are felt, in half of the bytes of all."""

_ALIKE = ("kernel_size", "dilation", "stride", "input_size", "output_padding", "padding")
"""The order in which layers are packed: neighbours are alike, and what is alike compresses."""

Options = dict[str, Any]
"""A layer, by the names of :func:`tconv_anim.recipe.request.request`."""

_ORDER = ("kernel_size", "stride", "padding", "output_padding", "dilation", "input_size")


def explore(
    path: str | Path,
    *,
    views: Sequence[str] = USUAL_VIEWS,
    theme: str = "light",
    seed: int = 0,
    force: bool = False,
    jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
    **ranges: Iterable[int],
) -> Saved:
    """Write a page in which readers choose among all layers of ``ranges``, each in all ``views``.

    ``ranges`` are integers by the names of :data:`RANGES`; each has a usual range. ``jobs`` processes
    make them (default: one a core); ``progress`` is told the number of views that are done. Raises
    :class:`InputError` with nothing written where this can't be done.
    """
    target = Path(path)
    if target.suffix.lower() != ".html":
        raise InputError(f"output is {shown(str(path))}: the explorer's $output ends in .html")
    check_target(target, force, is_ours)
    check_choice("theme", theme, THEMES)
    if not views:
        raise InputError(f"views is empty: take at least one of {', '.join(VIEWS)}")
    for view in views:
        check_choice("view", view, VIEWS)
    values = _checked(ranges)
    settings = [_setting(name, values) for name in _ORDER]
    offered = len(views) * prod(len(setting.values) for setting in settings)
    if offered > LARGEST_OFFER:
        raise InputError(
            f"these ranges have {offered:,} animations, and a page holds at most {LARGEST_OFFER:,}: "
            "take fewer values of $kernel_size, $stride, $padding, $dilation or $input_size, or fewer views"
        )
    layers: list[Options] = [
        dict(zip(_ORDER, chosen, strict=True)) for chosen in product(*(s.values for s in settings))
    ]
    chunks = _chunks(layers, list(dict.fromkeys(views)), theme, seed, jobs, progress or (lambda done: None))
    first = _first(layers, chunks)
    animation = animate(**first, theme=theme, seed=seed)
    start = {RANGES[name].short if name in RANGES else "op": first[name] for name in _ORDER} | {
        VIEW: first[VIEW]
    }
    recipe = explorer_recipe({name: list(values[name]) for name in RANGES}, list(chunks), theme, seed)
    order = Order(animation.storyboard, THEMES[theme], recipe)
    offer = Offer(settings, chunks, _code(layers, theme, seed), start)
    with replacing(target) as file:
        boards = paint(order, offer, file)
    return Saved(target, animation.storyboard.size, boards, target.stat().st_size)


def _checked(ranges: Mapping[str, Iterable[int]]) -> dict[str, list[int]]:
    if "output_padding" in ranges:
        raise InputError("output_padding is not to be chosen: every legal one is offered, so leave it out")
    unknown = [shown(name) for name in ranges if name not in RANGES]
    if unknown:
        raise InputError(f"{', '.join(unknown)} can't be explored: take {', '.join(RANGES)}")
    values = {name: sorted(set(ranges.get(name, usual.usual))) for name, usual in RANGES.items()}
    for name, found in values.items():
        if not found:
            raise InputError(f"{name} is empty: ${name} takes at least one integer")
        if found[0] < RANGES[name].least:
            raise InputError(f"{name} is {found[0]}: each of ${name} must be at least {RANGES[name].least}")
    return values


def _setting(name: str, values: Mapping[str, list[int]]) -> Setting:
    if name == "output_padding":
        return Setting("op", "output padding", range(max(*values["stride"], *values["dilation"])))
    return Setting(RANGES[name].short, RANGES[name].words, values[name])


def _chunks(
    layers: Sequence[Options],
    views: Sequence[str],
    theme: str,
    seed: int,
    jobs: int | None,
    progress: Callable[[int], None],
) -> dict[str, Chunk]:
    with ProcessPoolExecutor(
        min(jobs or os.cpu_count() or 1, len(views)), initializer=_end_when_told
    ) as pool:
        try:
            # Those that take longest first, so that no core is left with one at the end.
            order = sorted(views, key=lambda view: view not in ("matrix", "compose", "gather", "compare"))
            tasks = {pool.submit(chunk, layers, view, theme, seed): view for view in order}
            done = {}
            for task in as_completed(tasks):
                done[tasks[task]] = task.result()
                progress(len(done))
        except BaseException:
            # The pool would wait for what its processes are at, half a minute of work for nobody.
            for process in list(pool._processes.values()):
                process.terminate()
            raise
    return {view: done[view] for view in views}


def _end_when_told() -> None:
    """The command says goodbye when it is stopped; its processes just end."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def chunk(layers: Sequence[Options], view: str, theme: str, seed: int) -> Chunk:
    """The boards of these layers in one view, or why they have none."""
    packer = Packer()
    places = [0] * len(layers)
    troubles: list[str] = []
    boards = 0
    for number in sorted(range(len(layers)), key=lambda n: [layers[n][name] for name in _ALIKE]):
        try:
            animation = animate(None, **layers[number], view=view, theme=theme, seed=seed)
            packer.pack(board(animation.storyboard, THEMES[theme]))
            places[number] = boards
            boards += 1
        except InputError as error:
            troubles.append(str(error))
            places[number] = -len(troubles)
    return Chunk(packer.compressed(), places, troubles)


def _first(layers: Sequence[Options], chunks: Mapping[str, Chunk]) -> dict[str, Any]:
    """The layer to begin with, in the first view: the one most like the usual example."""
    view, found = next(iter(chunks.items()))
    wanted = {name: usual.first for name, usual in RANGES.items()} | {"output_padding": 0}
    there = [layer for layer, place in zip(layers, found.places, strict=True) if place >= 0]
    if not there:
        raise InputError(f"none of these layers can be shown ({found.troubles[0]}): take other ranges")
    nearest = min(there, key=lambda layer: sum(abs(layer[name] - value) for name, value in wanted.items()))
    return nearest | {VIEW: view}


def _code(layers: Sequence[Options], theme: str, seed: int) -> dict[str, list[str]]:
    code: dict[str, list[str]] = {"pytorch": [], "keras": [], "command": []}
    for settings in layers:
        try:
            recipe = animate(**settings, theme=theme, seed=seed).recipe
            lines = _lines(recipe.layer, command(json.loads(recipe.to_json())))
        except InputError:
            lines = dict.fromkeys(code, "")
        for language, line in lines.items():
            code[language].append(line)
    return code


def _lines(layer: Layer, line: str) -> dict[str, str]:
    return {"pytorch": pytorch(layer), "keras": keras(layer), "command": line}
