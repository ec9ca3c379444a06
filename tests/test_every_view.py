"""What holds in every view, whatever the layer: it ends on the output, and its page is tidy."""

import pytest
from hypothesis import HealthCheck, given, settings

from tconv_anim.views import ISOMETRIC, VIEWS
from tests.layers import Example, examples
from tests.pages import assert_ends_on_the_output, assert_page_is_tidy

LOOKS = [(view, "flat") for view in VIEWS] + [(view, "isometric") for view in sorted(ISOMETRIC)]

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(("view", "look"), LOOKS)
@UNHURRIED
@given(example=examples(largest=3) | examples(largest=3, floats=True))
def test_the_last_keyframe_shows_the_traces_output(view: str, look: str, example: Example) -> None:
    trace, storyboard = example.played(view, isometric=look == "isometric")
    assert_ends_on_the_output(storyboard, trace)


@pytest.mark.parametrize("view", VIEWS)
@settings(UNHURRIED, max_examples=25)  # the check itself is slow
@given(example=examples(largest=2) | examples(largest=3, floats=True))
def test_nothing_leaves_the_page_and_nothing_overlaps(view: str, example: Example) -> None:
    assert_page_is_tidy(example.played(view)[1])
