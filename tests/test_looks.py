"""What numbers look like as heat, and which looks a view hasn't."""

from typing import Any

import pytest

import tconv_anim
from tconv_anim.errors import InputError
from tconv_anim.storyboard.storyboard import Cell
from tconv_anim.trace.trace import record
from tconv_anim.views.common.heat import heat_of
from tconv_anim.views.common.look import Look


def test_heat_of_sums_beyond_the_output_stays_on_the_scale() -> None:
    trace = record(tconv_anim.ConvTranspose2d(1), [[[0, 10]]], [[[[1]]]])
    heated = heat_of(Look(extras=frozenset({"heat"})), trace, trace.output).colour
    assert heated
    shown = {
        text: heated(Cell("output/0/0/0", "output", "output/0", 0, 0, text)).role
        for text in ("-50", "0", "1.9", "5", "9.9", "10", "50")
    }
    levels = {"-50": 0, "0": 0, "1.9": 6, "5": 16, "9.9": 32, "10": 32, "50": 32}
    assert shown == {text: f"heat-{level}" for text, level in levels.items()}
    assert heated(Cell("kernel/0/0/0/0", "kernel", "kernel/0/0", 0, 0, "1")).role == "kernel"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"view": "matrix", "look": "isometric"}, "look is 'isometric'"),
        ({"view": "matrix", "show": ["heat"]}, "heat"),
        ({"view": "compare", "heat": "grey"}, "heat"),
        ({"view": "matrix", "show": ["moves"]}, "moves"),
    ],
)
def test_looks_that_a_view_has_not_are_refused(options: dict[str, Any], named: str) -> None:
    with pytest.raises(InputError, match=named) as refusal:
        tconv_anim.animate(kernel_size=2, **options)
    assert options["view"] in str(refusal.value)
