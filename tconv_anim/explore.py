"""The explorer: every layer of some ranges in every view, made here so that the page computes nothing."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import as_completed
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from tconv_anim.animation import animate
from tconv_anim.errors import InputError, shown
from tconv_anim.layer.code import LANGUAGES
from tconv_anim.output import check_target, replacing
from tconv_anim.painters import Order
from tconv_anim.painters.player.board import board
from tconv_anim.painters.player.explorer import VIEW, Chunk, Offer, Setting, paint
from tconv_anim.painters.player.pack import Packer
from tconv_anim.pipeline import Saved
from tconv_anim.recipe.exploration import RANGES, explorer_json, offered
from tconv_anim.recipe.inspection import is_ours
from tconv_anim.recipe.options import OPTIONS
from tconv_anim.storyboard.custom import ThemeChoice, tell_weak_pairs, theme_of
from tconv_anim.views import VIEWS
from tconv_anim.workers import workers

LARGEST_OFFER = 20_000
"""Animations that one page may hold."""

_SCALE = "heat"
"""What the overlap view counts in."""

_ALIKE = ("kernel_size", "dilation", "stride", "input_size", "output_padding", "padding")
"""The order in which layers are packed: neighbours are alike, and what is alike compresses."""

Options = dict[str, Any]
"""A layer, by the names of :func:`tconv_anim.recipe.request.request`."""

_OPERATIONS = ("transposed convolution", "convolution")
"""What the views show, and what the direct ones do."""

_ORDER = ("kernel_size", "stride", "padding", "output_padding", "dilation", "input_size")


def look_of(view: str) -> dict[str, Any]:
    """How all layers are shown in a view: cells of one size, so that they can be compared, and no acts."""
    return {"cell": 44} | ({"story": "short"} if view in OPTIONS["story"].views["short"] else {})


def explore(
    path: str | Path,
    *,
    force: bool = False,
    jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
    **said: Any,
) -> Saved:
    """Write a page in which readers choose among all layers of some ranges, each in some views.

    ``said`` are options of :data:`tconv_anim.recipe.exploration.EXPLORER`: integers for each parameter,
    ``view``s, ``theme`` and ``seed``. ``jobs`` processes make them (default: one a core); ``progress`` is
    told the number of views that are done. Raises :class:`InputError` with nothing written where this
    can't be done.
    """
    target = Path(path)
    if target.suffix.lower() != ".html":
        raise InputError(f"output is {shown(str(path))}: the explorer's $output ends in .html")
    check_target(target, force, is_ours)
    values = offered(said)
    views, theme, seed = values["view"], values["theme"], values["seed"]
    tell_weak_pairs(theme)
    settings = [_setting(name, values) for name in _ORDER]
    animations = len(views) * prod(len(setting.values) for setting in settings)
    if animations > LARGEST_OFFER:
        raise InputError(
            f"these ranges have {animations:,} animations, and a page holds at most {LARGEST_OFFER:,}: "
            "take fewer values of $kernel_size, $stride, $padding, $dilation or $input_size, or fewer views"
        )
    layers: list[Options] = [
        dict(zip(_ORDER, chosen, strict=True)) for chosen in product(*(s.values for s in settings))
    ]
    chunks = _chunks(layers, views, theme, seed, jobs, progress or (lambda done: None))
    first = _first(layers, chunks)
    animation = animate(**first, **look_of(first[VIEW]), theme=theme, seed=seed)
    start = {setting.name: first[name] for name, setting in zip(_ORDER, settings, strict=True)}
    order = Order(animation.storyboard, theme_of(theme, _SCALE), explorer_json(values))
    operations = {view: _OPERATIONS[VIEWS[view].direct] for view in views}
    code = {
        operation: _code(layers, operation, theme, seed) for operation in dict.fromkeys(operations.values())
    }
    offer = Offer(settings, chunks, operations, code, start | {VIEW: first[VIEW]})
    with replacing(target) as file:
        boards = paint(order, offer, file)
    return Saved(target, animation.storyboard.size, boards, target.stat().st_size)


def _setting(name: str, values: Mapping[str, list[int]]) -> Setting:
    if name == "output_padding":
        return Setting("op", "output padding", range(max(*values["stride"], *values["dilation"])))
    return Setting(RANGES[name].key, RANGES[name].words, values[name])


def _chunks(
    layers: Sequence[Options],
    views: Sequence[str],
    theme: ThemeChoice,
    seed: int | None,
    jobs: int | None,
    progress: Callable[[int], None],
) -> dict[str, Chunk]:
    with workers(min(jobs or os.cpu_count() or 1, len(views))) as pool:
        # Those that take longest first, so that no core is left with one at the end.
        order = sorted(views, key=lambda view: view not in ("matrix", "compose", "gather", "compare"))
        tasks = {pool.submit(chunk, layers, view, theme, seed): view for view in order}
        done = {}
        for task in as_completed(tasks):
            done[tasks[task]] = task.result()
            progress(len(done))
    return {view: done[view] for view in views}


def chunk(layers: Sequence[Options], view: str, theme: ThemeChoice, seed: int | None) -> Chunk:
    """The boards of these layers in one view, or why they have none."""
    packer = Packer()
    places = [0] * len(layers)
    troubles: list[str] = []
    boards = 0
    for number in sorted(range(len(layers)), key=lambda n: [layers[n][name] for name in _ALIKE]):
        try:
            animation = animate(None, **layers[number], **look_of(view), view=view, theme=theme, seed=seed)
            packer.pack(board(animation.storyboard, theme_of(theme, _SCALE)))
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


def _code(
    layers: Sequence[Options], operation: str, theme: ThemeChoice, seed: int | None
) -> dict[str, list[str]]:
    """Each layer in every language; empty where there is no such layer. The page adds the view."""
    view = next(view.name for view in VIEWS.values() if _OPERATIONS[view.direct] == operation)
    code: dict[str, list[str]] = {name: [] for name in (*LANGUAGES, "command")}
    for settings in layers:
        try:
            recipe = animate(**settings, **look_of(view), view=view, theme=theme, seed=seed).recipe
            lines = {name: language.line(recipe.layer, False) for name, language in LANGUAGES.items()}
            lines["command"] = recipe.command().replace(f" --view {view}", "")
        except InputError:
            lines = dict.fromkeys(code, "")
        for language, line in lines.items():
            code[language].append(line)
    return code
