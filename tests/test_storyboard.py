"""The storyboard of the scatter view: it shows the trace, whole and in order."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import tconv_anim
from tconv_anim.layer import wording
from tconv_anim.painters.text.txt import pages
from tconv_anim.storyboard.storyboard import (
    Cell,
    Element,
    Keyframe,
    Label,
    Link,
    Outline,
    Storyboard,
)
from tconv_anim.storyboard.storyjson import written
from tests.layers import Example, examples


def text(element: Element) -> str:
    assert isinstance(element, Cell)
    return element.text


GOLDENS = Path(__file__).parent / "goldens"


@settings(deadline=None)
@given(examples())
def test_every_step_shows_the_sums_so_far_and_the_products_to_come(example: Example) -> None:
    trace, storyboard = example.played("scatter")
    regions = example.layer.regions
    stamps = iter(trace.stamps())
    done = 0
    action = True
    for keyframe, seen in storyboard.states():
        if not 1 <= keyframe.step <= storyboard.steps:
            continue
        if action:
            stamp = next(stamps)
            products = [e for e in seen.values() if e.id.startswith("product/")]
            assert sorted(text(e) for e in products) == sorted(
                wording.signed(value) for value in trace.product[stamp.rows].tolist()
            )
            assert all(isinstance(e, Cell) and e.goes_to in seen for e in products)
            assert all(isinstance(e, Cell) and set(e.comes_from) <= set(seen) for e in products)
            done = stamp.rows.stop
        else:
            canvas = trace.canvas(done)
            for c, y, x in np.unique(trace.output_index[:done], axis=0).tolist():
                value = canvas[c, y - regions[0].start, x - regions[1].start].item()
                assert text(seen[f"output/{c}/{y}/{x}"]) == wording.number(value)
        action = not action


def test_output_padding_is_marked_as_given_back_and_as_added() -> None:
    # p=1, op=2: the first row that op asks for was cropped before, the second never existed.
    last = tconv_anim.animate(
        kernel_size=3, stride=3, padding=1, output_padding=2, input_size=2
    ).storyboard.at_step(None)
    restored, added = last["restored/output/0/rows"], last["added/output/0/rows"]
    assert isinstance(restored, Outline)
    assert isinstance(added, Outline)
    assert (restored.row, restored.rows) == (4, 1)
    assert (added.row, added.rows) == (5, 1)
    assert {"heading/legend/restored", "heading/legend/added"} <= last.keys()
    assert "output/0/-1/5" not in last  # cropped rows and added columns don't meet


def test_strips_of_output_padding_have_cells_where_one_axis_has_only_added_ones() -> None:
    # Rows: the last one is restored. Columns: the only one is new, so nothing restored is left there.
    layer: dict[str, Any] = {
        "kernel_size": (2, 1),
        "padding": 1,
        "output_padding": (1, 2),
        "dilation": (2, 3),
    }
    last = tconv_anim.animate(**layer, input_size=1).storyboard.at_step(None)
    outlines = [e for e in last.values() if isinstance(e, Outline)]
    assert {"added/output/0/cols", "frame/output/0"} <= {outline.id for outline in outlines}
    assert all(outline.rows > 0 and outline.cols > 0 for outline in outlines)


def test_cropped_cells_keep_their_numbers() -> None:
    a = tconv_anim.animate(kernel_size=3, stride=2, padding=1, input_size=2)
    corner = a.storyboard.at_step(None)["output/0/-1/-1"]
    assert (corner.role, text(corner)) == ("cropped", str(a.trace.product[0]))


def test_the_caption_says_once_that_padding_crops() -> None:
    captions = [k.caption for k in tconv_anim.animate(kernel_size=3, padding=1).storyboard.keyframes]
    told = [caption for caption in captions if "padding = 1 crops" in caption]
    assert (
        told == ["padding = 1 crops 1 at every edge: 5×5 → 3×3."] * 2
    )  # the frame comes, then the rest fades


def test_bias_joins_after_the_last_product() -> None:
    a = tconv_anim.animate(kernel_size=1, input=[[2]], weight=[[3]], bias=[10], story="short")
    texts = [text(seen["output/0/0/0"]) for _, seen in a.storyboard.states()]
    assert texts == ["", "", "6", "16", "16"]


def test_keyframes_tell_only_what_changed() -> None:
    seen: dict[str, Any] = {}
    for keyframe in tconv_anim.animate(kernel_size=2, stride=1, padding=1).storyboard.keyframes:
        assert all(element.id not in seen for element in keyframe.enter)
        assert all(seen[element.id] != element for element in keyframe.update)
        for gone in keyframe.leave:
            del seen[gone]
        seen |= {element.id: element for element in keyframe.enter + keyframe.update}


@pytest.mark.parametrize(("asked", "told"), [(0, 0), (1, 2), (2, 2), (3, 5), (6, 7), (9, 7), (None, 7)])
def test_a_step_without_a_keyframe_stands_for_the_next_that_has_one(asked: int | None, told: int) -> None:
    keyframes = [
        Keyframe(1, "", step, (Label(str(step), "title", "", (0, 0), 9),), (), (str(before),) if step else ())
        for before, step in pairwise((0, 0, 2, 5, 7))
    ]
    storyboard = Storyboard("", "", (1, 1), {}, 6, keyframes)
    assert list(storyboard.at_step(asked)) == [str(told)]


def test_the_isometric_look_lifts_the_output_over_links_and_no_label() -> None:
    options: dict[str, Any] = {"kernel_size": 2, "input_size": 2, "look": "isometric"}
    for _, seen in tconv_anim.animate(**options).storyboard.states():
        floating = [e for e in seen.values() if getattr(e, "panel", "") == "output/0"]
        links = [e.z for e in seen.values() if isinstance(e, Link) and e.id.startswith("link/")]
        assert all(element.z > max(links, default=0) for element in floating)
        others = [e for e in seen.values() if isinstance(e, Cell) and e.panel == "input/0"]
        assert all(e.z < z for e in others for z in links)


def test_speed_divides_every_duration() -> None:
    usual, double = (
        [k.duration_ms for k in tconv_anim.animate(speed=speed).storyboard.keyframes] for speed in (1, 2)
    )
    assert double == pytest.approx([ms / 2 for ms in usual], abs=1)


def test_the_json_form_is_whole_in_every_keyframe() -> None:
    data = json.loads("".join(written(tconv_anim.animate(kernel_size=2, input_size=2).storyboard)))
    assert data["format"] == "tconv-anim/storyboard"
    assert data["version"] == 1
    ids = {
        f"{name}/0/{y}/{x}" for name, n in (("input", 2), ("output", 3)) for y in range(n) for x in range(n)
    }
    for keyframe in data["keyframes"]:
        elements = {element["id"]: element for element in keyframe["elements"]}
        assert ids <= elements.keys() <= data["elements"].keys()
        assert all({"id", "kind", "role", "text"} <= element.keys() for element in elements.values())


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("scatter", {"input": [[2, 4], [0, 1]], "weight": [[3, 1], [1, 5]]}),
        (
            "scatter-cropped",
            {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 2},
        ),
        ("scatter-groups", {"kernel_size": 2, "groups": 2, "input_size": (1, 2), "bias": [1, -2]}),
    ],
)
def test_the_storyboard_reads_as_it_did(name: str, options: dict[str, Any], update_goldens: bool) -> None:
    text = "\n".join(pages(tconv_anim.animate(**options).storyboard))
    golden = GOLDENS / f"{name}.txt"
    if update_goldens:
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


def test_moves_are_counted_as_the_animation_runs() -> None:
    a = tconv_anim.animate(kernel_size=3, stride=(2, 3), input_size=2, show=["moves"])
    told = [
        seen["note/moves"].text  # type: ignore[union-attr]
        for keyframe, seen in a.storyboard.states()
        if keyframe.step in (0, 4)
    ]
    ratio = "moves in the input → moves in the output: 1 → 2 down, 1 → 3 to the right"
    assert told[:2] == [ratio, f"{ratio} · so far 1 → 2 down, 1 → 3 to the right"]


def test_the_moves_of_a_single_row_are_those_to_the_right() -> None:
    a = tconv_anim.animate(kernel_size=3, stride=2, input_size=3, dims=1, show=["moves"])
    label = a.storyboard.at_step(3)["note/moves"]
    assert label.text == "moves in the input → moves in the output: 1 → 2 · so far 2 → 4 to the right"  # type: ignore[union-attr]
