"""Several storyboards as one: every picture is there whole, in step with the others."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tconv_anim
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.storyboard import Cell, Label, Storyboard

FIRST: dict[str, Any] = {"kernel_size": 3, "stride": 2, "input_size": 2}
PAGES: dict[str, tuple[Any, ...]] = {
    "scatter, gather": ({"view": "gather", "kernel_size": 3, "stride": 2, "input_size": 2},),
    "four": (
        {"view": "overlap", "kernel_size": 4, "stride": 2},
        {"view": "conv", "padding": 1, "show": ["heat"]},
        {"view": "matrix", "kernel_size": 2, "input_size": 2},
    ),
    "others": (
        {"view": "compose", "kernel_size": 2, "input_size": 2, "padding": 1},
        {"view": "roundtrip", "input_size": 2},
        {"view": "compare", "input_size": 2, "stride": 2},
    ),
    "slanted": (
        {"look": "isometric", "view": "gather", "input_size": 2},
        {"look": "isometric", "weight": [[-1, 1], [2, 0.5]], "show": ["heat", "moves"]},
    ),
}


@pytest.fixture(params=PAGES)
def page(request: Any) -> tconv_anim.Animation:
    return tconv_anim.animate(**FIRST, beside=PAGES[request.param])


def alone(page: tconv_anim.Animation) -> Iterator[tuple[int, tconv_anim.Animation]]:
    for number, recipe in enumerate(page.recipe.pictures):
        yield number, tconv_anim.animate(**recipe.own)


def cells(board: Storyboard, kind: str, mark: str = "") -> dict[str, str]:
    last = board.at_step(None)
    return {
        name: one.text
        for name, one in last.items()
        if isinstance(one, Cell) and name.startswith(f"{mark}{kind}/") and one.role != "empty"
    }


def test_each_picture_ends_as_it_does_alone_and_as_its_own_trace_says(page: tconv_anim.Animation) -> None:
    for number, one in alone(page):
        mark = ids.picture(number, "")
        for kind in ("input", "kernel", "output"):
            together, by_itself = cells(page.storyboard, kind, mark), cells(one.storyboard, kind)
            assert {name.removeprefix(mark): text for name, text in together.items()} == by_itself
        if one.recipe.view in ("scatter", "gather", "overlap", "conv"):
            for (c, y, x), value in np.ndenumerate(one.trace.output):
                assert float(together[f"{mark}output/{c}/{y}/{x}"]) == value


def test_every_element_enters_once_and_stands_on_a_panel_of_the_page(page: tconv_anim.Animation) -> None:
    board = page.storyboard
    seen: set[str] = set()
    for keyframe in board.keyframes:
        entering = [element.id for element in keyframe.enter]
        assert len(set(entering)) == len(entering)
        assert not seen & set(entering)
        seen |= set(entering)
        assert {one.id for one in keyframe.update} <= seen
        assert set(keyframe.leave) <= seen
        seen -= set(keyframe.leave)
        panels = {getattr(one, "panel", None) for one in (*keyframe.enter, *keyframe.update)}
        assert panels - {None} <= set(board.panels)
        for one in keyframe.enter:
            if isinstance(one, Label):
                assert 0 <= one.at[0] <= board.size[0]
                assert 0 <= one.at[1] <= board.size[1]


def test_pictures_are_in_step_by_the_share_of_their_steps_that_is_done() -> None:
    page = tconv_anim.animate(**FIRST, beside=PAGES["scatter, gather"])
    (_, scatter), (_, gather) = alone(page)
    assert page.storyboard.steps == gather.storyboard.steps == 25
    done = {0: 0}
    for keyframe, seen in page.storyboard.states():
        line = " ".join(
            one.text for name, one in seen.items() if name.startswith("a:caption") and isinstance(one, Label)
        )
        if line.startswith("step "):
            done[keyframe.step] = int(line.split()[1])
    stamps = [done.get(step) for step in range(1, 26)]
    assert [stamps.index(n) + 1 for n in (1, 2, 3, 4)] == [1, 7, 13, 19]
    steps = [keyframe.step for keyframe in page.storyboard.keyframes]
    assert steps == sorted(steps)
    assert set(steps) == set(range(27))
    assert scatter.storyboard.steps == 4


def test_a_story_of_some_steps_leaves_all_pictures_as_far_as_the_whole_story() -> None:
    page = tconv_anim.animate(**FIRST, beside=PAGES["four"]).storyboard
    whole = page.keyframes.plain  # type: ignore[attr-defined]
    for step in (3, 7):
        some = page._replace(keyframes=whole.of({step}))
        seen = next(dict(seen) for keyframe, seen in some.states() if keyframe.step == step)
        wanted = next(
            dict(seen) for keyframe, seen in page._replace(keyframes=whole).states() if keyframe.step == step
        )
        assert seen == wanted


def test_all_cells_have_one_size_and_what_pictures_share_is_there_once() -> None:
    page = tconv_anim.animate(view="overlap", stride=2, beside="--k 4 --s 2 --view overlap").storyboard
    sizes = {p.across for name, p in page.panels.items() if ids.kind(name) != ids.LEGEND}
    assert len(sizes) == 1
    texts = [one.text for one in page.at_step(None).values() if isinstance(one, Label)]
    assert texts.count("products per cell") == 3  # over both maps, and in the one legend
    assert {"k=3, 3×3 → 7×7", "k=4, 3×3 → 8×8", "s=2", "Overlap of the products"} <= set(texts)


def test_colours_of_two_scales_are_on_one_page() -> None:
    page = tconv_anim.animate(show="heat", beside="--show heat --weight [[-1,1],[1,1]]")
    assert page.storyboard.scale == "heat diverging"
    assert page.encoded(".gif").startswith(b"GIF89a")
    assert b"diverging-" in page.encoded(".svg")
