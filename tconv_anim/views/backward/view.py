"""The backward view: the layer runs forward, then its output's gradient flows back to input and kernel."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from tconv_anim.language.lists import listed, sentences
from tconv_anim.language.saying import say
from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place
from tconv_anim.layer.direct import AnyLayer, ConvLayer
from tconv_anim.storyboard import layout, timing
from tconv_anim.storyboard.layout import Box, CellSize
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.stage import Performance, Story
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Outline, Storyboard, Sum
from tconv_anim.trace.backward import GRADIENT, bias_gradient
from tconv_anim.trace.numbers import Numbers
from tconv_anim.trace.several import Several
from tconv_anim.views.backward.acts import Act, acts_of, steps_of
from tconv_anim.views.backward.arrays import Array, arrays_of
from tconv_anim.views.common import parts
from tconv_anim.views.common.heat import heat_of_maps
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.makeup import sums_with
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.common.rest import joined, joining_caption, part_legend
from tconv_anim.views.common.sums import added_up

_GAP = 26

_FURNITURE = 150
"""About how high title, legend and caption are together, in units."""


def backward(several: Several, look: Look) -> Storyboard:
    """The backward view of a layer's trace and of those of its gradients: a step an element of each."""
    there, back, _ = several.traces
    arrays = arrays_of(several)
    acts = acts_of(several, arrays)
    values = {name: array.values for name, array in arrays.items()}
    numbers = (wording.number(value) for array in values.values() for value in array.ravel().tolist())
    cell = look.cell_for(max(numbers, key=len))
    subtitle = parts.subtitle(there, look)
    output = values.pop("output")  # whose scale, the last one, is drawn as a bar
    heat = heat_of_maps(look, {**values, "output": output})
    key, swatches = heat.under(*joined(_legend(there.layer), part_legend(there)))
    title = say("Forward and back")
    page = look.sheet.page(title, subtitle, _body(arrays, cell, look), key, colour=heat.colour)
    # For translators: the places are arrays, like [[1, 2], [3, 4]].
    told = say(
        "The output is {output}; of its gradient {output_gradient} come the gradients of the input, "
        "{input_gradient}, and of the kernel, {kernel_gradient}.",
        output=there.output.tolist(),
        output_gradient=several.arrays[GRADIENT].tolist(),
        input_gradient=back.output.tolist(),
        kernel_gradient=arrays["kernel-gradient"].values.tolist(),
    )
    return Storyboard(
        title=title,
        description=sentences(_ways(there.layer, subtitle), look.quoting(told)),
        size=page.size,
        panels=page.panels,
        steps=sum(act.steps for act in acts),
        scale=heat.scale,
        keyframes=Story(lambda steps: _perform(several, arrays, acts, page, swatches, look, steps)),
        sums=Performance(lambda: _sums(acts)),
    )


def _ways(layer: AnyLayer, subtitle: str) -> str:
    if isinstance(layer, ConvLayer):
        return say(
            "Forward and back, {layer}: a convolution, then the gradient of its input, which is a transposed "
            "convolution of the output's gradient, and that of its kernel.",
            layer=subtitle,
        )
    return say(
        "Forward and back, {layer}: a transposed convolution, then the gradient of its input, which is a "
        "convolution of the output's gradient, and that of its kernel.",
        layer=subtitle,
    )


def _body(arrays: Mapping[str, Array], cell: CellSize, look: Look) -> Box:
    """Each array over its gradient, forward to the right and back to the left; or beside it, down and up."""
    blank = Box(0, 0, 0)
    x, w, y, dx, dw, dy = (_box(array, cell) for array in arrays.values())

    def signs(there: str, back: str) -> list[Box]:
        pairs = (("times", "×"), ("there", there), ("back", back))
        return [layout.operator(name, sign) for name, sign in pairs]

    times, there, back = signs("→", "←")
    over = layout.table(_GAP, [[x, times, w, there, y], [dx, blank, dw, back, dy]])
    times, there, back = signs("↓", "↑")
    beside = layout.table(_GAP // 2, [[x, dx], [times, blank], [w, dw], [there, back], [y, dy]])
    width, height = look.room

    def excess(box: Box) -> float:
        return max((box.width + 2 * layout.MARGIN) / width, (box.height + _FURNITURE) / height)

    return min((over, beside), key=excess)


def _box(array: Array, cell: CellSize) -> Box:
    """The maps of an array below each other; kernels in a row for each input channel."""
    rows: dict[int, list[Box]] = {}
    for channels in array.maps:
        panel = array.panel((*channels, 0, 0))
        box = layout.named(panel, array.of, array.heading(channels), array.rows, array.cols, cell)
        rows.setdefault(array.channels(channels)[0], []).append(box)
    return layout.column([layout.beside(20, *row) for row in rows.values()])


def _legend(layer: AnyLayer) -> parts.Legend:
    """What the dashed cells are: zeros around what a convolution reads, cropped from what is scattered."""
    if isinstance(layer, ConvLayer):
        large, text = layer.transposed, say("padding: zeros around the input, cropped from its gradient")
    else:
        large, text = layer, say("padding: zeros around the output's gradient, cropped from the output")
    return parts.keyed([("padding", text, large.regions != tuple(map(range, large.output_shape[1:])))])


def _perform(
    several: Several,
    arrays: Mapping[str, Array],
    acts: Sequence[Act],
    page: Page,
    swatches: list[Cell | Outline],
    look: Look,
    told: Container[int],
) -> Iterator[Keyframe]:
    there, *_ = several.traces
    story = Narration(page, sum(act.steps for act in acts))
    story.show(*swatches)
    for array in arrays.values():
        story.show(*array.begin(known=array.name in ("input", "kernel")))
        for channels in array.maps:
            story.show(parts.framed(array.panel((*channels, 0, 0)), *array.values.shape[-2:]))
    step = 0
    given = say("Now back. The output's gradient says how the loss changes with each of its elements.")
    for n, act in enumerate(acts):
        if n == 1:
            story.show(*arrays[GRADIENT].begin(known=True))
            yield story.tell(timing.OPENING, given, step)
        yield story.tell(timing.OPENING, act.opening, step)
        yield from _play(story, act, step, look, told)
        step += act.steps
        story.show(*act.made.finished())
        if n == 0 and there.bias is not None:
            yield story.tell(timing.OPENING, joining_caption(there, look), step)
    if there.bias is not None:
        yield story.tell(timing.OPENING, _bias_told(several.arrays[GRADIENT], look), story.end)
    yield story.tell(timing.ENDING, _ending(there.layer), story.end)


def _play(story: Narration, act: Act, before: int, look: Look, told: Container[int]) -> Iterator[Keyframe]:
    passed: dict[Place, Any] = {}
    for number, step in enumerate(steps_of(act, look), before + 1):
        if number not in told:
            passed.update(step.made)
            continue
        story.show(*(act.made.cell(*one) for one in passed.items()))
        passed.clear()
        lit = step.lit()
        story.show(*lit)
        yield story.tell(timing.ACTION + timing.RESULT, step.caption(), number)
        story.show(*(_put_out(one) for one in lit if isinstance(one, Cell)))
        story.hide(*(one.id for one in lit if isinstance(one, Outline)))


def _put_out(cell: Cell) -> Cell:
    return cell._replace(role=cell.role.removesuffix("-active"), comes_from=())


def _bias_told(gradient: Numbers, look: Look) -> str:
    """The gradient of the bias, with its sum where there is one channel."""
    sums = bias_gradient(gradient).tolist()
    if len(sums) > 1:
        if not look.values:
            return say("The gradient of the bias is the sum of each channel of the output's.")
        return say(
            "The gradient of the bias is the sum of each channel of the output's: {numbers}.",
            numbers=listed([wording.prose(one) for one in sums]),
        )
    if not look.values:
        # For translators: "the output's" is the output's gradient.
        return say("The gradient of the bias is the sum of the output's.")
    added = added_up([wording.factor(one) for one in gradient.ravel().tolist()])
    # For translators: {sum} is like "1 + 2 = 3".
    return say(
        "The gradient of the bias is the sum of the output's: {sum}.",
        sum=wording.equation(added, wording.prose(sums[0])),
    )


def _ending(layer: AnyLayer) -> str:
    """What kind of convolution leads back, from which size to which."""
    before, after = parts.sizes(layer)
    # For translators: {before} and {after} are sizes, like 2×2 and 4×4.
    if isinstance(layer, ConvLayer):
        return say(
            "So the way back of a convolution is a transposed convolution: "
            "it leads from {after} to {before}.",
            before=before,
            after=after,
        )
    return say(
        "So the way back of a transposed convolution is a convolution: it leads from {after} to {before}.",
        before=before,
        after=after,
    )


def _sums(acts: Sequence[Act]) -> Iterator[Sum]:
    """What every number is made of: the output's, and those of the gradients."""
    for act in acts:
        yield from sums_with(act.trace, act.cells)
