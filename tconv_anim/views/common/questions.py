"""Questions about a layer's size, with the formula as their answer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tconv_anim.language.saying import say
from tconv_anim.layer import wording
from tconv_anim.layer.arithmetic import size_formulas
from tconv_anim.layer.direct import AnyLayer
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard.storyboard import Question

_CHOICES = 3


def questions(layer: AnyLayer) -> tuple[Question, ...]:
    """What size comes out, and where several are legal, which output_padding gives another one."""
    if layer.part is not None:
        return ()  # its sizes are those of the whole
    return (_size(layer), *(_output_padding(layer) if isinstance(layer, Layer) else ()))


def _size(layer: AnyLayer) -> Question:
    size = layer.output_shape[1:]
    strided = [n * s for n, s in zip(layer.input_size, layer.params.stride, strict=True)]
    near = ([n + by for n in size] for by in (-1, 1, 2))
    guesses = [guess for guess in (strided, *near) if min(guess) > 0]
    return Question(
        say("What size comes out of {size}?", size=wording.size(layer.input_size)),
        wording.size(size),
        _formulas(layer),
        _choices(wording.size(size), map(wording.size, guesses)),
    )


def _output_padding(layer: Layer) -> Iterator[Question]:
    """Which output_padding gives the size that another one than the layer's own leads to."""
    p = layer.params
    legal = range(min(max(s, d) for s, d in zip(p.stride, p.dilation, strict=True)))
    if not layer.framework.told or len(legal) < 2:
        return
    # The largest that isn't the layer's own: a smaller one might leave no output.
    asked = next(op for op in reversed(legal) if any(one != op for one in p.output_padding))
    if any(size + asked - op < 1 for size, op in zip(layer.output_shape[1:], p.output_padding, strict=True)):
        return
    params = replace(p, output_padding=(asked,) * p.dims)
    found = Layer(params, layer.input_size, layer.in_channels, layer.out_channels, layer.framework)
    yield Question(
        say("Which output_padding gives {size}?", size=wording.size(found.output_shape[1:])),
        str(asked),
        _formulas(found),
        _choices(str(asked), map(str, [*legal, len(legal)])),
    )


def _formulas(layer: AnyLayer) -> str:
    """How the size is found: once where all axes agree."""
    return wording.by_axis(size_formulas(layer))


def _choices(answer: str, guesses: Iterable[str]) -> Sequence[str]:
    """The answer among others, in an order that doesn't tell it."""
    return sorted(list(dict.fromkeys([answer, *guesses]))[:_CHOICES])
