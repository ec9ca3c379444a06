"""The transposed convolutions of a model that runs: each with its weights and the input that it got."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from tconv_anim.animation import Animation, animate
from tconv_anim.errors import InputError, shown
from tconv_anim.pipeline import Saved
from tconv_anim.recipe.options import MAKING, used_for
from tconv_anim.sources.host import families, host
from tconv_anim.sources.live import kind, live


class Seen(Mapping[str, Animation]):
    """The animation of every transposed convolution that was called, by its dotted name, in that order.

    Only the first call of a layer counts. Looking one up raises :class:`InputError` if the layer can't be
    shown.
    """

    def __init__(self, sample: int, options: Mapping[str, Any]) -> None:
        self._sample, self._options = sample, options
        self._calls: dict[str, Mapping[str, Any] | InputError] = {}

    def __getitem__(self, name: str) -> Animation:
        return self._animation(name, {})

    def __iter__(self) -> Iterator[str]:
        return iter(self._calls)

    def __len__(self) -> int:
        return len(self._calls)

    def save(self, folder: str | Path, suffix: str = ".gif", **options: Any) -> list[Saved]:
        """Write a file for each layer into ``folder``, named after it.

        ``options`` are those of ``animate`` and of ``Animation.save``, for all. Raises :class:`InputError`
        for a layer that can't be shown, before anything is written.
        """
        making = {option.name for option in used_for(*MAKING)} | {"force", "progress"}
        made = {name: value for name, value in options.items() if name in making}
        shows = {name: value for name, value in options.items() if name not in making}
        animations = {name: self._animation(name, shows) for name in self}
        Path(folder).mkdir(parents=True, exist_ok=True)
        files = [Path(folder) / (re.sub(r"[^\w.-]+", "_", name) + suffix) for name in animations]
        return [one.save(file, **made) for file, one in zip(files, animations.values(), strict=True)]

    def _animation(self, name: str, options: Mapping[str, Any]) -> Animation:
        call = self._calls[name]
        try:
            if isinstance(call, InputError):
                raise call
            return animate(**{**call, **self._options, **options})
        except InputError as error:
            raise InputError(f"{shown(name)} can't be shown: {error.args[0]}") from None

    def _record(self, name: str, layer: Any, x: Any, output_size: Any) -> None:
        """Keep a call, or why it can't be shown: the model runs on in any case."""
        if name not in self._calls:
            try:
                self._calls[name] = _as_called(layer, x, output_size, self._sample)
            except InputError as error:
                self._calls[name] = error


@contextmanager
def watch(model: Any, sample: int = 0, **options: Any) -> Iterator[Seen]:
    """Record the transposed convolutions of a PyTorch or Keras ``model`` while it runs.

    What it gives is empty until the model is called; ``options`` are those of :func:`animate` for all of
    them, ``sample`` is which one of a batch is shown. The model is left as it was, also after an error.
    Raises :class:`InputError` for a model of another kind, and for one without a transposed convolution.

    >>> with watch(model) as seen:  # doctest: +SKIP
    ...     model(x)
    >>> seen["decoder.up1"].save("up1.gif")  # doctest: +SKIP
    """
    seen, frameworks = Seen(sample, options), families(model)
    if "keras" in frameworks:
        layers, attach = dict(_keras_layers(model)), _replace_call
    elif "torch" in frameworks:
        layers, attach = dict(model.named_modules()), _hook
    else:
        raise InputError(
            f"model is a {shown(type(model).__name__)[1:-1]}, which can't be watched: give $model one of "
            "PyTorch or Keras, or animate(layer=…, input=…) one of its layers"
        )
    transposed = {
        name or type(layer).__name__: layer for name, layer in layers.items() if _is_transposed(layer)
    }
    if not transposed:
        raise InputError("model has no transposed convolution: give $model one that has")
    with ExitStack() as stack:
        for name, layer in transposed.items():
            stack.callback(attach(layer, name, seen._record))
        yield seen


Record = Callable[[str, Any, Any, Any], None]
"""Told of a call: the layer's name, the layer, its input, and the size that is asked for or None."""


def _hook(layer: Any, name: str, record: Record) -> Callable[[], None]:
    """Watch a PyTorch layer; what is returned ends that."""

    def called(layer: Any, given: tuple[Any, ...], named: dict[str, Any], _: Any) -> None:
        x, output_size = (*given, None, None)[:2]
        record(name, layer, named.get("input", x), named.get("output_size", output_size))

    handle = layer.register_forward_hook(called, with_kwargs=True)
    remove: Callable[[], None] = handle.remove
    return remove


def _replace_call(layer: Any, name: str, record: Record) -> Callable[[], None]:
    """Watch a Keras layer, which has no hooks, by a ``call`` of its own; what is returned ends that."""
    held, usual = vars(layer), layer.call

    def call(*given: Any, **named: Any) -> Any:
        output = usual(*given, **named)
        record(name, layer, given[0] if given else named.get("inputs"), None)
        return output

    # Past Keras's own __setattr__, which would take it for a part of the layer to be kept track of.
    before = held.get("call")
    held["call"] = call

    def end() -> None:
        if before is None:
            held.pop("call", None)
        else:
            held["call"] = before

    return end


def _keras_layers(model: Any) -> Iterator[tuple[str, Any]]:
    """All layers within a Keras model, or the layer that it is, by their dotted names."""
    waiting, met = [("", model)], set()
    while waiting:
        name, layer = waiting.pop()
        if id(layer) in met:
            continue
        met.add(id(layer))
        yield name, layer
        inner = layer.layers if hasattr(layer, "layers") else getattr(layer, "_layers", ())
        waiting += [(f"{name}.{one.name}" if name else one.name, one) for one in reversed([*inner])]


def _is_transposed(layer: Any) -> bool:
    known = kind(layer)
    return known is not None and not known.direct


def _as_called(layer: Any, x: Any, output_size: Any, sample: int) -> Mapping[str, Any]:
    """The options of a call: the layer, its input and its other numbers, as they are at that time."""
    found = live(layer)
    array = np.array(host(x))
    options: dict[str, Any] = {"input": array}
    if array.ndim == found.dims + 2:
        options["sample"] = sample
    if found.numbers is not None:
        kept = found.numbers()
        found = found._replace(numbers=lambda: kept)
    if output_size is not None:
        said = {name: value for name, value in found.options.items() if name != "output_padding"}
        found = found._replace(options=said)
        sides = [int(side) for side in output_size][-found.dims :]
        options["output_size"] = tuple(sides)
    return {**options, "layer": found}
