"""What captions, headers and alt texts tell: the bias, and numbers only where the picture shows them."""

import re
from typing import Any

import pytest

import tconv_anim
from tconv_anim.painters.text.txt import pages
from tconv_anim.storyboard.storyboard import Label, Storyboard
from tconv_anim.views import VIEWS
from tests.test_svg import LOOKS

NUMBERS: dict[str, Any] = {
    "input": [[717, 727], [737, 747]],
    "weight": [[757, 767], [777, 787]],
    "bias": [797],
}
"""Element values that no position, count or size can be mistaken for; their products are larger still."""


@pytest.mark.parametrize("view", VIEWS)
def test_header_and_alt_text_name_the_bias(view: str) -> None:
    board = tconv_anim.animate(**NUMBERS, view=view).storyboard
    subtitle = board.at_step(0)["subtitle"]
    assert isinstance(subtitle, Label)
    assert "bias=797" in subtitle.text
    assert "bias=797" in board.description


def test_the_bias_of_many_channels_is_abridged() -> None:
    for values, told in (([1, -2], "bias=(1, −2)"), ([1, 2, 3, 4, 5], "bias=(1, 2, 3, …)")):
        a = tconv_anim.animate(kernel_size=1, input_size=1, out_channels=len(values), bias=values)
        assert told in a.storyboard.description


@pytest.mark.parametrize("view", [name for name in VIEWS if name not in ("roundtrip", "compare")])
def test_the_last_step_says_that_the_bias_is_still_to_come(view: str) -> None:
    plain, biased = (
        tconv_anim.animate(kernel_size=2, input_size=2, view=view, bias=bias).storyboard
        for bias in (None, [1])
    )
    for board, expected in ((plain, False), (biased, True)):
        told = {frame.caption for frame in board.keyframes if frame.step == board.steps}
        assert all(("before the bias" in caption) == expected for caption in told)
        [page] = pages(board, board.steps)
        assert ("before the bias" in page.splitlines()[0]) == expected


@pytest.mark.parametrize(("view", "look"), LOOKS)
def test_pictures_without_numbers_tell_of_places_and_counts_only(view: str, look: str) -> None:
    shown, hidden = (
        tconv_anim.animate(**NUMBERS, view=view, look=look, values=values).storyboard
        for values in (True, False)
    )

    def told(board: Storyboard) -> list[str]:
        labels = [e.text for _, seen in board.states() for e in seen.values() if isinstance(e, Label)]
        return [board.description, *pages(board), *labels]

    assert any(re.search(r"\d{3}", text) for text in told(shown))
    assert not [text for text in told(hidden) if re.search(r"\d{3}", text.replace("180°", ""))]
