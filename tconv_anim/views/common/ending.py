"""How views that add products up come to their end: the bias joins, padding crops, the output stands."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tconv_anim.layer.arithmetic import size_formulas
from tconv_anim.layer.axis import Place
from tconv_anim.storyboard import ids, timing
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Keyframe
from tconv_anim.trace.convtrace import AnyTrace
from tconv_anim.trace.numbers import plain
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common import parts
from tconv_anim.views.common.cropping import crop_caption, restore_caption
from tconv_anim.views.common.formula import (
    canvas_terms,
    closing_caption,
    formula_acts,
    size_caption,
    told_axis,
)
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.common.rest import joining


def finish(story: Narration, trace: Trace, look: Look) -> Iterator[Keyframe]:
    """The last keyframes: all cells of the output show their number, as do those no product reached.

    A bias is in all of them: who asks for the end gets the output.
    """
    layer = trace.layer
    yield from joining(story, trace, look)
    if parts.crops(layer):
        yield story.tell(timing.OPENING, crop_caption(layer), story.end)
        if caption := restore_caption(layer):
            yield story.tell(timing.OPENING, caption, story.end)
    yield story.tell(timing.ENDING, size_caption(layer), story.end)


def finish_staged(story: Narration, trace: Trace, page: Page, look: Look) -> Iterator[Keyframe]:
    """The same, after the acts that cut the canvas: what the output's size is made of, term by term."""
    layer = trace.layer
    yield from joining(story, trace, look)
    if layer.is_cropped:
        yield story.tell(timing.ENDING, size_caption(layer), story.end)
        return
    panels = [ids.of("output", c) for c in range(layer.out_channels)]
    axis = told_axis(layer)
    yield from formula_acts(story, page, canvas_terms(layer, axis), panels, layer.regions, axis)
    yield story.tell(timing.ENDING, closing_caption(layer, size_formulas(layer)), story.end)


def output_values(trace: AnyTrace) -> Iterator[tuple[Place, Any]]:
    """Each output element and its value."""
    for place, value in np.ndenumerate(trace.output):
        yield place, plain(value)
