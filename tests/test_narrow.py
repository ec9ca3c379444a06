"""The arrangement for narrow pages: the same story, the same cells, other places."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

import tconv_anim
from tconv_anim.painters.player.arrangement import rearranged
from tconv_anim.painters.player.board import board
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.custom import theme_of
from tconv_anim.storyboard.storyboard import Label, Link, Storyboard
from tconv_anim.views import ISOMETRIC, VIEWS
from tests import players
from tests.browser import Visit, until
from tests.layers import for_view

pytestmark = pytest.mark.pages

Open = Callable[..., Visit]

LOOKS = [(view, "flat") for view in VIEWS] + [(view, "isometric") for view in sorted(ISOMETRIC)]

LAYER: dict[str, Any] = {
    "kernel_size": 3,
    "stride": 2,
    "padding": 1,
    "output_padding": 1,
    "input_size": 3,
    "in_channels": 2,
}


def told(storyboard: Storyboard) -> list[Any]:
    """What a story says and shows, and when, but not where, nor which way its arrows point."""
    return [
        (
            keyframe.duration_ms,
            keyframe.step,
            keyframe.caption,
            {
                name: type(element) if isinstance(element, Link | Label) else element
                for name, element in seen.items()
                if not ids.is_furniture(name)
            },
        )
        for keyframe, seen in storyboard.states()
    ]


@pytest.mark.parametrize(("view", "look"), LOOKS)
def test_a_narrow_page_tells_the_same_story(view: str, look: str) -> None:
    animation = tconv_anim.animate(**for_view(view, LAYER), look=look)
    wide, narrow = animation.living, animation.living.narrow
    assert narrow
    assert told(narrow) == told(wide)
    assert narrow.size[0] <= wide.size[0]
    assert {p.text_size for p in narrow.panels.values()} == {p.text_size for p in wide.panels.values()}


@pytest.mark.parametrize(("view", "look"), LOOKS)
def test_it_takes_few_bytes_and_leads_back_to_every_place(view: str, look: str) -> None:
    animation = tconv_anim.animate(**for_view(view, LAYER), look=look)
    story = animation.living
    theme = theme_of("light", story.scale)
    wide = board(story, theme)
    assert story.narrow
    alone = board(story.narrow._replace(book=story.book), theme)
    told = wide["narrow"]
    assert len(str(told)) < 0.12 * len(str(wide))
    x, y = told["view"][2:]
    assert (x, y) == alone["view"][2:]
    places = {name: rows for name, *rows in alone["tracks"]}
    for number, (name, *rows) in enumerate(wide["tracks"]):
        if number in told["tracks"]:
            rows = told["tracks"][number][1:]
        move = told["moves"][told["of"][number]]
        for start in range(0, len(rows), 6):
            look_, left, top = rows[start + 1 : start + 4]
            if look_ >= 0:
                assert (left + move[0], top + move[1]) == tuple(places[name][start + 2 : start + 4]), name


def test_what_stands_where_it_stood_is_not_told() -> None:
    tracks = [["a", 0, 3, 1, 2, -1, -1, 4, -1, 0, 0, -1, -1], ["b", 2, 0, 5, 5, -1, -1]]
    assert rearranged(tracks, tracks) == {}
    lower = [["a", 0, 3, 1, 9, -1, -1, 4, -1, 0, 0, -1, -1], ["b", 2, 1, 5, 5, -1, -1]]
    assert rearranged(tracks, lower) == {
        "moves": [(0, 7), (0, 0)],
        "of": [0, 1],
        "tracks": {1: ["b", 2, 1, 5, 5, -1, -1]},
    }


def test_on_a_telephone_the_input_stands_above_the_output_and_all_numbers_are_the_same(
    visit: Open, tmp_path: Path
) -> None:
    animation = tconv_anim.animate(**LAYER)
    path = animation.save(tmp_path / "fig.html").path
    states = list(players.states(animation.storyboard))

    def place(page: Page, name: str) -> Any:
        return page.locator(f'[data-id="{name}"]').bounding_box()

    page = visit(path, viewport={"width": 390, "height": 844}).page
    page.keyboard.press("End")
    ends = [place(page, name) for name in ("input/0/2/2", "output/0/0/0")]
    assert ends[0]["y"] + ends[0]["height"] < ends[1]["y"]
    shown = players.seen(page)
    arrows = [name for name in shown if name.startswith("operator/")]
    assert {name: it for name, it in shown.items() if name not in arrows} == {
        name: it for name, it in states[-1].items() if name not in arrows
    }
    # Turned, it is the wide one again, at the same moment.
    page.set_viewport_size({"width": 1200, "height": 700})
    until(page, "document.querySelector('#stage > svg').viewBox.baseVal.width > 450")
    ends = [place(page, name) for name in ("input/0/2/2", "output/0/0/0")]
    assert ends[0]["x"] + ends[0]["width"] < ends[1]["x"]
    assert players.seen(page) == states[-1]
