"""An exercise sheet: a step with empty cells, whose numbers its reader is to find, and its solution."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tconv_anim.language.lists import sentences
from tconv_anim.language.saying import say
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.layout import CAPTION, CAPTION_LINES, MARGIN
from tconv_anim.storyboard.metrics import LINE_HEIGHT, wrap
from tconv_anim.storyboard.storyboard import Cell, Element, Keyframe, Label, Storyboard, bared

_BLANK = "______"
"""Where an answer is to be written."""


def exercise(storyboard: Storyboard, step: int | None, solved: bool) -> Storyboard:
    """``step`` of a live storyboard (None: the end) as its only keyframe.

    Empty are the numbers that this step makes of others; without a step all of these. Under the picture
    stand its ``questions``, and nothing tells their answers. A ``solved`` one has the numbers and answers.
    """
    seen = dict(storyboard.at_step(step))
    asked = {name for name in seen if _is_made(storyboard, seen[name])}
    if step is not None:
        asked &= _changed(storyboard, step)
    shown: list[Element] = []
    for name, element in seen.items():
        plain = bared(element)
        if ids.kind(name) == "caption":
            continue
        if name in asked and isinstance(plain, Cell) and not solved:
            plain = plain._replace(text="")
        if storyboard.questions and not solved:
            if ids.kind(name) == ids.FORMULA:
                continue
            if name == ids.SUBTITLE and isinstance(plain, Label):
                plain = plain._replace(text=re.sub("→.*", "→ ?", plain.text))
        if getattr(plain, "role", ""):
            shown.append(plain)
    task = say("Fill in the empty cells.")
    shown += _told(storyboard, seen, say("Solution.") if solved else task if asked else "", solved)
    last = storyboard.steps + 1 if step is None else step
    keyframe = Keyframe(1000, task, last, tuple(shown), (), ())
    return storyboard._replace(keyframes=(keyframe,), sums=(), book=None)


def _is_made(storyboard: Storyboard, element: Element) -> bool:
    """Whether a cell's number is made of others."""
    if storyboard.book is None or not isinstance(element, Cell):
        return False
    slot = storyboard.book.slot(element.text)
    return slot is not None and isinstance(slot[1], str) and storyboard.book.nodes[slot[0]][0] != "leaf"


def _changed(storyboard: Storyboard, step: int) -> set[str]:
    """What comes or changes in the first keyframe of a step, which is the one that is shown."""
    for keyframe in storyboard.keyframes:
        if keyframe.step >= step:
            return {element.id for element in keyframe.enter + keyframe.update}
    return set()


def _told(storyboard: Storyboard, seen: Mapping[str, Element], task: str, solved: bool) -> Iterator[Label]:
    """The task and the questions, where the caption stood."""
    lines = [one for name, one in seen.items() if ids.kind(name) == "caption" and isinstance(one, Label)]
    if not lines:
        return
    asked = (
        # For translators: a solution: a question, its answer and the formula that it comes from.
        say("{question} {answer}: {why}.", question=question.text, answer=question.answer, why=question.why)
        if solved
        else sentences(question.text, _BLANK)
        for question in storyboard.questions
    )
    first = lines[0]
    width = (storyboard.size[0] - 2 * MARGIN * storyboard.unit) / first.size * CAPTION
    text = sentences(task, *asked)
    for n, line in enumerate(wrap(text, CAPTION, width)[: CAPTION_LINES + 1]):
        at: Any = first.at[0], round(first.at[1] + n * first.size * LINE_HEIGHT)
        yield first._replace(id=ids.caption(n), text=line, at=at)
