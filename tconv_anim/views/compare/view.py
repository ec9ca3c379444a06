"""The compare view: one layer in five conventions, as five ways to cut the same canvas."""

from collections.abc import Iterator, Sequence

from tconv_anim import live
from tconv_anim.language.lists import listed, sentences
from tconv_anim.language.saying import say, say_count
from tconv_anim.layer import wording
from tconv_anim.layer.frameworks import PYTORCH
from tconv_anim.storyboard import ids, timing
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.stage import Performance
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Outline, Storyboard
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common import parts
from tconv_anim.views.common.fitting import refuse_beyond
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.compare import cuts
from tconv_anim.views.compare.answers import Answer, answers, verdict
from tconv_anim.views.compare.page import body


def compare(trace: Trace, look: Look) -> Storyboard:
    """The compare view of ``trace``: one step a framework, its cut and then what differs."""
    found = answers(trace)
    refuse_beyond(sum(2 * a.canvas.size + a.output.size for a in found), "the comparison")
    subtitle = parts.subtitle(trace, look)
    legend, swatches = parts.keyed(
        [
            ("cropped", say("cut off"), any(max(axis.lo, axis.hi) > 0 for a in found for axis in a.axes)),
            (
                "different",
                say("differs from PyTorch's cell at the same place"),
                any(any(a.differs.values()) for a in found),
            ),
        ]
    )
    page = look.sheet.page(say("One layer, five conventions"), subtitle, body(trace, found, look), legend)
    outputs = (
        # For translators: a framework, and its output, such as [[1, 2], [3, 4]].
        say("{framework}: {numbers}.", framework=a.framework.name, numbers=a.output.tolist())
        for a in found
    )
    asides = [aside for a in found for aside in cuts.asides(a, found)]
    return Storyboard(
        title=say("One transposed convolution in five conventions"),
        description=sentences(
            say("Transposed convolution, {layer}, as frameworks define it.", layer=subtitle),
            look.quoting(sentences(*outputs)),
            *asides,
        ),
        size=page.size,
        panels=page.panels,
        steps=len(found),
        keyframes=Performance(lambda: _perform(trace, found, page, swatches)),
    )


def _perform(
    trace: Trace, found: list[Answer], page: Page, swatches: list[Cell | Outline]
) -> Iterator[Keyframe]:
    story = Narration(page, len(found))
    story.show(*swatches, *parts.input_cells(trace), *parts.kernel_cells(trace), *_reversed_kernel(trace))
    for a in found:
        story.show(*_canvas_cells(a), *_frames(a))
    opening = say(
        "All add up products on a canvas; they differ in what they cut off, and JAX reverses the kernel."
    )
    adding = "" if trace.bias is None else " " + say("Bias joins after the cut.")
    yield story.tell(timing.OPENING, opening + adding, 0)
    for step, a in enumerate(found, 1):
        story.show(*_windows(a), *_output_cells(a, cut=True))
        yield story.tell(timing.OPENING, cuts.cut_caption(a), step)
        story.show(*_output_cells(a))
        yield story.tell(timing.OPENING, _difference_caption(a, found[0]), step)
        story.hide(*(window.id for window in _windows(a)))
        for aside in cuts.asides(a, found):
            yield story.tell(timing.OPENING, aside, step)
    for caption in verdict(found):
        yield story.tell(timing.ENDING, caption, story.end)


def _reversed_kernel(trace: Trace) -> Iterator[Cell]:
    _, _, kh, kw = trace.layer.weight_shape
    for cell in parts.kernel_cells(trace):
        panel = f"reversed-{cell.panel}"
        row, col = kh - 1 - cell.row, kw - 1 - cell.col
        yield cell._replace(id=ids.of(panel, row, col), panel=panel, row=row, col=col, comes_from=(cell.id,))


def _canvas_cells(a: Answer) -> Iterator[Cell]:
    for c, channel in enumerate(a.canvas.tolist()):
        for y, row in enumerate(channel):
            for x, value in enumerate(row):
                panel = ids.of(a.canvas_id, c)
                yield Cell(ids.of(panel, y, x), "empty", panel, y, x, wording.number(value))


def _frames(a: Answer) -> Iterator[Outline]:
    """The edge of each canvas and of each output."""
    for c, (height, width) in ((c, a.canvas.shape[1:]) for c in range(len(a.canvas))):
        yield parts.framed(ids.of(a.canvas_id, c), height, width)
        yield parts.framed(ids.of(a.id, c), *a.size)


def _windows(a: Answer) -> Iterator[Outline]:
    """What is kept, outlined on the canvas, and again where it becomes the output."""
    (rows, cols), (height, width) = a.axes, a.size
    for c in range(len(a.canvas)):
        yield parts.lit(ids.of(a.canvas_id, c), rows.lo, cols.lo, height, width, ids.window(c))
        yield parts.lit(ids.of(a.id, c), 0, 0, height, width, ids.of("kept", c))


def _output_cells(a: Answer, cut: bool = False) -> Iterator[Cell]:
    """The output and what was cut off around it; with ``cut`` as it comes from the canvas, not judged yet."""
    (rows, cols), (height, width) = a.axes, a.size
    canvas = a.canvas.tolist()
    for c, values in enumerate(a.output.tolist()):
        panel = ids.of(a.id, c)
        source = ids.of(a.canvas_id, c)
        for y in range(height):
            for x in range(width):
                role = "output-active" if cut else live.chosen(a.differs[c, y, x], ("output", "different"))
                text = wording.number(values[y][x])
                on_canvas = 0 <= y + rows.lo < len(canvas[c]) and 0 <= x + cols.lo < len(canvas[c][0])
                come = (f"{source}/{y + rows.lo}/{x + cols.lo}",) if on_canvas else ()
                yield Cell(ids.of(panel, y, x), role, panel, y, x, text, comes_from=come, z=1)
        for y, row in enumerate(canvas[c], -rows.lo):
            for x, value in enumerate(row, -cols.lo):
                if not (0 <= y < height and 0 <= x < width):
                    yield Cell(ids.of(panel, y, x), "cropped", panel, y, x, wording.number(value))


def _difference_caption(a: Answer, pytorch: Answer) -> str:
    """How many cells stay, and how their numbers are to PyTorch's at the same places."""
    of, name = a.output.size, a.framework.name
    kept = say_count(
        "{size} cell stays", "{size} cells stay", a.size[0] * a.size[1], size=wording.size(a.size)
    )
    if a.framework is PYTORCH:
        # For translators: here and in what follows, {kept} is like "2×3 cells stay".
        return say(
            "{framework}: {kept}. This is the output that the others are compared with.",
            framework=name,
            kept=kept,
        )
    height, width = (min(pair) for pair in zip(a.size, pytorch.size, strict=True))
    different = sum(differs for (_, y, x), differs in a.differs.items() if y < height and x < width)
    beyond = of - len(a.output) * height * width

    def told(answers: Sequence[bool]) -> str:
        counted = []
        if answers[0]:
            # For translators: so many cells of all, maybe 1.
            counted.append(
                say(
                    "{different} of {all} differ from PyTorch's at the same place",
                    different=wording.number(different),
                    all=of,
                )
            )
        if beyond:
            # For translators: so many cells of all, maybe 1.
            counted.append(
                say("{beyond} of {all} stand where PyTorch's output has none", beyond=beyond, all=of)
            )
        if counted:
            # For translators: {differences} are one or both of "3 of 9 differ …" and "2 of 9 stand …".
            return say(
                "{framework}: {kept}; {differences}.",
                framework=name,
                kept=kept,
                differences=listed(counted),
            )
        if a.size == pytorch.size:
            return say(
                "{framework}: {kept}, the same numbers as in PyTorch's output.", framework=name, kept=kept
            )
        return say(
            "{framework}: {kept}, the same numbers as in PyTorch's output at the same place, "
            "which has {size}.",
            framework=name,
            kept=kept,
            size=wording.size(pytorch.size),
        )

    return live.told([live.differ(different, 0)], told)
