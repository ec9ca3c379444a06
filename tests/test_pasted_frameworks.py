"""Lines of Keras, Flax and JAX: what we make of them is what the libraries make of the same arguments."""

import random
from typing import Any

import numpy as np
import pytest

from tconv_anim.sources.host import host
from tconv_anim.sources.live import live
from tconv_anim.sources.pasted import pasted
from tconv_anim.sources.printed import printed
from tests.answers import filled, ours, whole
from tests.test_live_frameworks import flax_layer, keras_layer

pytestmark = pytest.mark.frameworks


def line_of(name: str, arguments: dict[str, Any], rng: random.Random, by_place: int) -> str:
    """A call with these arguments: the first few by their place, the rest by name, in any order."""
    words = [repr(value) for value in list(arguments.values())[:by_place]]
    named = [f"{key}={value!r}" for key, value in list(arguments.items())[by_place:]]
    rng.shuffle(named)
    return f"{name}({', '.join(words + named)})"


def keras_line(layer: Any, rng: random.Random) -> str:
    config = layer.get_config()
    order = ["filters", "kernel_size", "strides", "padding"]
    order += ["output_padding"] * ("output_padding" in config) + ["data_format", "dilation_rate"]
    order += ["groups"] * ("output_padding" not in config) + ["activation", "use_bias"]
    arguments = {name: config[name] for name in order}
    before = rng.choice(("", "layers.", "tf.keras.layers."))
    after = rng.choice(("", "(x)", ","))
    return f"{line_of(before + type(layer).__name__, arguments, rng, rng.randint(0, len(order)))}{after}"


def test_500_layers_of_keras_are_read_from_code() -> None:
    import keras

    rng, compared = random.Random(5), 0
    while compared < 500:
        layer, shape = keras_layer(keras, rng)
        x = whole(shape, compared)
        last = layer.data_format == "channels_last"
        try:
            y = host(layer(np.moveaxis(x, 0, -1)[None] if last else x[None]))[0]
        except (RuntimeError, ValueError, NotImplementedError):
            continue  # what this backend can't do
        if 0 in y.shape:
            continue
        line = keras_line(layer, rng)
        found = pasted(line)
        assert found.channels_last == last
        assert found.options["out_channels"] == layer.filters
        mine = ours(filled(found, *live(layer).numbers()), x)  # type: ignore[misc]  # live layers have theirs
        assert np.array_equal(np.moveaxis(mine, 0, -1) if last else mine, y), (line, shape)
        compared += 1


def flax_line(layer: Any, rng: random.Random, linen: bool) -> str:
    """The layer as code of nnx, or of linen, which doesn't say how many channels go in."""
    said = {"out_features": "features"} if linen else {}
    order = ["in_features"] * (not linen) + ["out_features", "kernel_size", "strides"]
    rest = ["padding", "kernel_dilation", "use_bias"]
    rest += ["transpose_kernel"] if "Transpose" in type(layer).__name__ else ["feature_group_count"]
    arguments = {said.get(name, name): getattr(layer, name) for name in order + rest}
    name = f"{'nn' if linen else 'nnx'}.{type(layer).__name__}"
    line = line_of(name, arguments, rng, rng.randint(0, len(order)))
    return f"{line}(x)" if linen else f"{line[:-1]}, rngs=nnx.Rngs(0))"


@pytest.mark.slow
def test_500_layers_of_flax_are_read_from_what_they_print_and_from_code() -> None:
    from flax import nnx

    rng, compared = random.Random(5), 0
    while compared < 500:
        layer, shape = flax_layer(nnx, rng)
        layer.mask = None
        x = whole(shape, compared)
        try:
            y = np.asarray(layer(np.moveaxis(x, 0, -1)[None]))[0]
        except (TypeError, ValueError, RuntimeError):
            continue  # an output of no cells, or a dilated layer that XLA can't compile
        if 0 in y.shape:
            continue
        line = (str(layer), flax_line(layer, rng, False), flax_line(layer, rng, True))[compared % 3]
        found = pasted(line)
        mine = ours(filled(found, *live(layer).numbers()), x)  # type: ignore[misc]
        assert np.array_equal(np.moveaxis(mine, 0, -1), y), (line, shape)
        compared += 1


def test_a_printed_model_of_flax_holds_every_layer_of_it() -> None:
    import jax
    from flax import linen, nnx

    class Blocks(nnx.Module):
        def __init__(self) -> None:
            rngs = nnx.Rngs(0)
            self.ups: Any
            self.first = nnx.Conv(2, 4, (3, 3), rngs=rngs)
            up = nnx.ConvTranspose(4, 3, (2, 3), strides=2, padding=((1, 2), (0, 1)), rngs=rngs)
            self.ups = nnx.List([nnx.Sequential(nnx.relu, up), nnx.Dict(last=up)])
            self.out = nnx.ConvTranspose(3, 1, [4], transpose_kernel=True, use_bias=False, rngs=rngs)

    model = Blocks()
    found = {one.name: one for one in printed(str(model))}
    assert found.keys() == {"ups.0.layers.1", "out"}  # what is shared is printed once
    for name, layer in (("ups.0.layers.1", model.ups[0].layers[1]), ("out", model.out)):
        same = live(layer)
        assert (found[name].options, found[name].biased) == (same.options, same.biased)
    assert printed(str(model), node="first")[0].direct

    class Decoder(linen.Module):
        def setup(self) -> None:
            self.up = linen.ConvTranspose(3, (2, 4), (2, 2), padding=((1, 1), (0, 2)))

        def __call__(self, x: Any) -> Any:
            return self.up(x)

    x = np.ones((1, 2, 2, 1))
    bound = Decoder().bind(Decoder().init(jax.random.key(0), x))
    of_itself = pasted(str(bound.up))  # a bound module has its parts once they are asked for
    (up,) = printed(str(bound))
    assert (up.name, up.options["kernel_size"], up.options["padding"]) == ("up", (2, 4), (0, (3, 1)))
    assert of_itself.options == up.options


def lax_call(lax: Any, rng: random.Random) -> tuple[str, dict[str, Any], int]:
    """A function of lax, its arguments besides its operands, and how many dimensions it has."""
    dims = rng.choice((1, 2, 2))

    def sides(least: int, most: int) -> tuple[int, ...]:
        return tuple(rng.randint(least, most) for _ in range(dims))

    ends = [(rng.randint(0, 4), rng.randint(0, 4)) for _ in range(dims)]
    last = ("NHC", "HIO", "NHC") if dims == 1 else ("NHWC", "HWIO", "NHWC")
    dilated = rng.random() < 0.15
    dilation = {"rhs_dilation": sides(1, 2)} if dilated else {}
    way = rng.choice(("conv_transpose", "conv_transpose", "spread", "conv_general_dilated"))
    if way == "conv_transpose":
        said: dict[str, Any] = {
            "strides": sides(1, 3),
            "padding": rng.choice(("SAME", "VALID", ends)),
            **dilation,
        }
        said |= {"dimension_numbers": last} if rng.random() < 0.5 else {}
        said |= {"transpose_kernel": True} if rng.random() < 0.3 else {}
        said |= {"use_consistent_padding": True} if rng.random() < 0.2 else {}
        return way, said, dims
    said = {"window_strides": sides(1, 3), "padding": rng.choice(("SAME", "VALID", ends)), **dilation}
    if way == "spread":
        said |= {"window_strides": (1,) * dims, "lhs_dilation": sides(2, 3), "padding": ends}
    said["feature_group_count"] = rng.choice((1, 1, 2))
    return "conv_general_dilated", {**said, "dimension_numbers": last}, dims


@pytest.mark.slow
def test_500_calls_of_lax_are_read_from_code() -> None:
    from jax import lax

    rng, compared, direct = random.Random(5), 0, 0
    while compared < 500:
        name, said, dims = lax_call(lax, rng)
        groups, turned = said.get("feature_group_count", 1), said.get("transpose_kernel", False)
        kernel = [rng.randint(1, 4) for _ in range(dims)]
        per_group, n_out = rng.randint(1, 2), groups * rng.randint(1, 2)
        spread = "general" not in name or "lhs_dilation" in said
        x = whole(
            [per_group * groups, *(rng.randint(2, 4) + 7 * (not spread) for _ in range(dims))], compared
        )
        w = whole([*kernel, *((n_out, per_group) if turned else (per_group, n_out))], compared + 1)
        try:
            y = np.asarray(getattr(lax, name)(np.moveaxis(x, 0, -1)[None], w, **said))[0]
        except (TypeError, ValueError, RuntimeError):
            continue  # an output of no cells, or a dilated layer that XLA can't compile
        if 0 in y.shape:
            continue
        line = f"y = {rng.choice(('', 'jax.'))}lax.{line_of(name, said, rng, 2).replace('(', '(x, w, ', 1)}"
        found = pasted(line, kernel_size=[1, *kernel][-2:])
        assert found.channels_last
        first, second = (dims + 1, dims) if not spread or turned else (dims, dims + 1)
        weight = np.transpose(w, (first, second, *range(dims)))
        if spread and groups > 1:  # the input's channels first: those of the groups lie beside each other
            parts = np.split(weight, groups, axis=1)
            weight = np.concatenate(parts, axis=0)
        mine = ours(filled(found, weight, None), x)
        assert np.array_equal(np.moveaxis(mine, 0, -1), y), (line, kernel, x.shape)
        compared += 1
        direct += found.direct
    assert 50 < direct < 250
