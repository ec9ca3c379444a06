"""The gather view: the fractionally strided picture, with the arithmetic of DESIGN.md's grid."""

import pytest
from hypothesis import given

import tconv_anim
from tconv_anim.layer import wording
from tconv_anim.storyboard.storyboard import Cell, Label, Link, Outline
from tconv_anim.views.gather.grid import grid_axes
from tests.layers import Example, examples
from tests.pages import assert_page_is_tidy


@given(examples())
def test_the_grid_is_padded_as_the_design_says(example: Example) -> None:
    p = example.layer.params
    for i, grid in enumerate(grid_axes(example.layer)):
        reach = p.dilation[i] * (p.kernel_size[i] - 1)
        assert -grid.used.start == reach - p.padding[i]
        after = grid.used.stop - grid.inserted.stop
        assert after == reach - p.padding[i] + p.output_padding[i]
        assert len(grid.inserted) == (example.layer.input_size[i] - 1) * p.stride[i] + 1


@given(examples())
def test_the_taps_on_input_cells_are_the_events_of_the_output_element(example: Example) -> None:
    trace, storyboard = example.played("gather", cell=24)
    groups = dict(trace.by_output())
    places = list(groups)
    for keyframe, seen in storyboard.states():
        if not 1 <= keyframe.step <= storyboard.steps:
            continue
        rows = groups[places[keyframe.step - 1]]
        taps = {e.id: e for e in seen.values() if isinstance(e, Cell) and e.role == "tap-input"}
        expected = {
            "input/{}/{}/{}".format(*place): f"×{wording.number(trace.weight[tuple(weight)].item())}"
            for place, weight in zip(
                trace.input_index[rows].tolist(), trace.weight_index[rows].tolist(), strict=True
            )
        }
        assert {name: tap.note for name, tap in taps.items()} == expected


@given(examples(largest=3))
def test_the_page_is_tidy(example: Example) -> None:
    assert_page_is_tidy(example.played("gather")[1])


@given(examples(largest=3))
def test_the_isometric_page_holds_all_its_cells(example: Example) -> None:
    _, storyboard = example.played("gather", isometric=True)
    width, height = storyboard.size
    for element in storyboard.at_step(None).values():
        if isinstance(element, Cell):
            panel = storyboard.panels[element.panel]
            for row in (element.row, element.row + 1):
                for col in (element.col, element.col + 1):
                    x, y = panel.corner(row, col)
                    assert 0 <= x < width
                    assert 0 <= y < height


def test_one_keyframe_an_output_cell() -> None:
    storyboard = tconv_anim.animate(preset="padding_strides_odd_transposed").storyboard
    assert [keyframe.step for keyframe in storyboard.keyframes] == list(range(1, 37))


def test_the_caption_gives_the_sum_with_its_numbers() -> None:
    a = tconv_anim.animate(
        view="gather", input=[[2, 4], [3, 1]], weight=[[3, 1, 2], [1, 5, 0], [2, 0, 1]], stride=2,
        padding=1, output_padding=1,
    )  # fmt: skip
    captions = {keyframe.step: keyframe.caption for keyframe in a.storyboard.keyframes}
    assert captions[7] == "step 7 of 16 · output[1, 2] = 4·0 + 1·1 = 1."


def test_an_output_that_no_input_reaches_says_so() -> None:
    a = tconv_anim.animate(view="gather", kernel_size=1, stride=2, input_size=2)
    captions = [keyframe.caption for keyframe in a.storyboard.keyframes]
    assert any(c.endswith("output[0, 1] = 0: no input value lies under the kernel.") for c in captions)


def test_input_that_padding_cuts_off_is_drawn_as_cut() -> None:
    # p = 2 > d (k - 1) = 1: the outer ring of the input is never under the kernel.
    a = tconv_anim.animate(view="gather", kernel_size=2, padding=2, input_size=4, story="short")
    last = a.storyboard.at_step(None)
    assert {y: last[f"input/0/{y}/{y}"].role for y in range(4)} == {
        0: "cropped",
        1: "tap-input",
        2: "tap-input",
        3: "cropped",
    }


@pytest.mark.parametrize("look", ["flat", "isometric"])
def test_links_lead_from_the_window_to_the_output_cell(look: str) -> None:
    a = tconv_anim.animate(view="gather", look=look, kernel_size=3, stride=2, input_size=2)
    seen = a.storyboard.at_step(5)
    window = seen["window/input/0"]
    assert isinstance(window, Outline)
    grid, output = a.storyboard.panels["input/0"], a.storyboard.panels["output/0"]
    links = [e for e in seen.values() if isinstance(e, Link) and e.role == "link"]
    assert len(links) == 2
    corners = {
        grid.corner(window.row + v, window.col + u) for v in (0, window.rows) for u in (0, window.cols)
    }
    assert {link.start for link in links} <= corners
    assert {link.end for link in links} <= {output.corner(y, x) for y in (0, 1) for x in (4, 5)}


def test_the_guides_parameters_are_said_to_be_those_of_the_convolution() -> None:
    note = tconv_anim.animate(preset="no_padding_strides_transposed").storyboard.at_step(1)[
        "note/legend/whose"
    ]
    assert isinstance(note, Label)
    assert note.text == "k, s and p are those of the 5×5 → 2×2 convolution being transposed."


@pytest.mark.parametrize(("view", "size"), [("gather", 2), ("conv", 3)])
def test_without_numbers_captions_tell_how_many_taps_meet_the_input(view: str, size: int) -> None:
    a = tconv_anim.animate(view=view, kernel_size=3, stride=2, padding=1, input_size=size, values=False)
    captions = [keyframe.caption for keyframe in a.storyboard.keyframes if 0 < keyframe.step <= 2]
    assert (
        captions
        == {
            "gather": [
                "step 1 of 9 · output[0, 0]: 1 of 9 kernel cells covers an input value.",
                "step 2 of 9 · output[0, 1]: 2 of 9 kernel cells cover an input value.",
            ],
            "conv": [
                "step 1 of 4 · output[0, 0]: 4 of 9 kernel cells cover an input value.",
                "step 2 of 4 · output[0, 1]: 4 of 9 kernel cells cover an input value.",
            ],
        }[view]
    )
