"""The map of classes: which channel of the output is largest where."""

from collections import Counter
from typing import Any

import numpy as np
import pytest

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.recipe.presets import PRESETS
from tconv_anim.storyboard.storyboard import Cell, Storyboard


def classes(seen: Any) -> dict[tuple[int, int], str]:
    return {(e.row, e.col): e.text for e in seen.values() if isinstance(e, Cell) and e.panel == "classes"}


def board(**options: Any) -> tuple[Storyboard, Any]:
    animation = tconv_anim.animate(show=("classes",), cell=30, **options)
    return animation.storyboard, animation.trace


def test_at_the_end_it_is_the_argmax_of_the_output() -> None:
    random = np.random.default_rng(2)
    shown, trace = board(
        input=random.normal(size=(2, 3, 3)),
        weight=random.normal(size=(2, 3, 3, 3)),
        bias=[1.0, 0.0, -1.0],
        stride=2,
        padding=1,
        output_padding=1,
    )
    found = classes(shown.at_step(None))
    assert found == {(int(y), int(x)): str(best) for (y, x), best in np.ndenumerate(trace.output.argmax(0))}


def test_it_follows_the_sums_and_is_blank_where_there_are_none() -> None:
    shown, _ = board(input=[[1, 1]], weight=[[[[2]], [[5]]]], out_channels=2)
    states = [(keyframe.step, classes(seen)) for keyframe, seen in shown.states()]
    assert states[0] == (0, {(0, 0): "", (0, 1): ""})
    assert (1, {(0, 0): "1", (0, 1): ""}) in states
    assert states[-1][1] == {(0, 0): "1", (0, 1): "1"}


def test_of_equal_numbers_the_first_class_wins() -> None:
    shown, _ = board(input=[[1]], weight=[[[[2]], [[2]]]], out_channels=2)
    assert classes(shown.at_step(None)) == {(0, 0): "0"}


def test_segmentation_keeps_its_three_classes() -> None:
    animation = tconv_anim.animate("segmentation")
    last = classes(animation.storyboard.at_step(None))
    assert len(last) == 256
    assert Counter(last.values()).keys() == {"0", "1", "2"}
    assert animation.trace.output.shape == (3, 16, 16)
    assert "segmentation" in PRESETS


def test_one_channel_leaves_nothing_to_choose() -> None:
    with pytest.raises(InputError, match="1 output channel"):
        _ = tconv_anim.animate(show=("classes",)).storyboard
