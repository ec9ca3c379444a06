"""Live layers of Keras, Flax and MLX: what we make of them is what their own call gives."""

import random
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tconv_anim.errors import InputError
from tconv_anim.sources.host import host
from tconv_anim.sources.live import live
from tests.answers import ours, whole

pytestmark = pytest.mark.frameworks

ON_ANOTHER_BACKEND = """
import sys
from tests.test_live_frameworks import compare_keras
compare_keras(int(sys.argv[1]))
print("the same")
"""


def keras_layer(keras: Any, rng: random.Random) -> tuple[Any, list[int]]:
    """A layer that the backend can compute, with whole numbers for weights, and sides for its input."""
    dims, direct = rng.choice((1, 2, 2)), rng.random() < 0.3
    dilated = rng.random() < 0.3

    def sides(most: int) -> list[int]:
        return [rng.randint(1, most) for _ in range(dims)]

    said: dict[str, Any] = {"kernel_size": sides(4), "padding": rng.choice(("same", "valid"))}
    said |= {"dilation_rate": sides(3)} if dilated else {"strides": sides(3)}
    said["use_bias"] = rng.random() < 0.5
    if rng.random() < 0.3:
        said["data_format"] = "channels_first"
    n_in, n_out = rng.randint(1, 3), rng.randint(1, 3)
    if direct:
        groups = rng.choice((1, 1, 2))
        made = getattr(keras.layers, f"Conv{dims}D")
        n_in *= groups
        layer = made(n_out * groups, groups=groups, **said)
    else:
        if rng.random() < 0.3 and not dilated:
            said["output_padding"] = [rng.randint(0, s - 1) for s in said["strides"]]
        layer = getattr(keras.layers, f"Conv{dims}DTranspose")(n_out, **said)
    size = [rng.randint(1, 4) + 9 * direct for _ in range(dims)]
    layer.build((None, n_in, *size) if layer.data_format == "channels_first" else (None, *size, n_in))
    layer.set_weights([whole(w.shape, rng.randrange(2**32)) for w in layer.get_weights()])
    return layer, [n_in, *size]


def compare_keras(many: int) -> None:
    """Hold so many layers against Keras on the backend that is set; raises where one differs."""
    import keras

    rng, compared = random.Random(2026), 0
    while compared < many:
        layer, shape = keras_layer(keras, rng)
        x = whole(shape, compared)
        last = layer.data_format == "channels_last"
        try:
            y = host(layer(np.moveaxis(x, 0, -1)[None] if last else x[None]))[0]
        except (RuntimeError, ValueError, NotImplementedError):
            continue  # what this backend can't do
        if 0 in y.shape:
            continue
        found = live(layer)
        mine = ours(found, x)
        assert found.channels_last == last
        assert np.array_equal(np.moveaxis(mine, 0, -1) if last else mine, y), (found.written, shape)
        compared += 1


def test_500_layers_of_keras_give_what_their_call_gives() -> None:
    compare_keras(500)


@pytest.mark.slow
def test_keras_on_jax_gives_what_its_call_gives_too() -> None:
    env = {
        "KERAS_BACKEND": "jax",
        "JAX_PLATFORMS": "cpu",
        "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",
        "PYTHONPATH": ":".join(sys.path),
    }
    code = [sys.executable, "-c", ON_ANOTHER_BACKEND, "60"]
    done = subprocess.run(code, capture_output=True, text=True, env=env)
    assert done.stdout.strip() == "the same", done.stderr


def test_a_keras_layer_says_its_name_and_its_activation_and_must_be_built() -> None:
    import keras

    layer = keras.layers.Conv2DTranspose(2, 4, 2, activation="relu", name="up")
    with pytest.raises(InputError, match="no weights yet: call it once"):
        live(layer)
    layer.build((None, 3, 3, 5))
    found = live(layer)
    assert (found.name, found.options["in_channels"], found.options["out_channels"]) == ("up", 5, 2)
    assert found.remark.endswith("Its activation (relu) is not shown.")
    three = keras.layers.Conv3DTranspose(1, 2)
    three.build((None, 2, 2, 2, 1))
    assert live(three).options["kernel_size"] == (2, 2, 2)


def flax_layer(nnx: Any, rng: random.Random) -> tuple[Any, list[int]]:
    dims, direct = rng.choice((1, 2, 2)), rng.random() < 0.3

    def sides(least: int, most: int) -> list[int]:
        return [rng.randint(least, most) for _ in range(dims)]

    said: dict[str, Any] = {
        "kernel_size": sides(1, 4),
        "strides": sides(1, 3),
        "use_bias": rng.random() < 0.5,
    }
    if rng.random() < 0.2:
        said["kernel_dilation"] = sides(1, 2)
    ends = [(rng.randint(0, 4), rng.randint(0, 4)) for _ in range(dims)]
    said["padding"] = rng.choice(
        ("SAME", "VALID", rng.randint(0, 3), ends, *["CAUSAL"] * (direct and dims == 1))
    )
    n_in, n_out = rng.randint(1, 3), rng.randint(1, 3)
    # JAX would compile its own numbers for every shape: a second a layer, and they are replaced anyway.
    empty = dict.fromkeys(("kernel_init", "bias_init"), lambda key, shape, dtype: whole(shape, 0))
    if direct:
        groups = rng.choice((1, 1, 2))
        n_in, n_out, said["feature_group_count"] = n_in * groups, n_out * groups, groups
        layer = nnx.Conv(n_in, n_out, **said, **empty, rngs=nnx.Rngs(0))
    else:
        said["transpose_kernel"] = rng.random() < 0.4
        layer = nnx.ConvTranspose(n_in, n_out, **said, **empty, rngs=nnx.Rngs(0))
    for parameter in (layer.kernel, layer.bias):
        if parameter is not None:
            parameter[...] = whole(parameter.shape, rng.randrange(2**32))
    if rng.random() < 0.2:
        layer.mask = nnx.data(np.random.default_rng(rng.randrange(99)).integers(0, 2, layer.kernel.shape))
    return layer, [n_in, *(rng.randint(1, 4) + 7 * direct for _ in range(dims))]


@pytest.fixture
def compiled_in_haste() -> Iterator[None]:
    """JAX compiles every shape anew, which takes longer than what it compiles."""
    import jax

    config: Any = jax.config
    before = config.read("jax_disable_most_optimizations")
    config.update("jax_disable_most_optimizations", True)
    yield
    config.update("jax_disable_most_optimizations", before)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.usefixtures("compiled_in_haste")
def test_500_layers_of_flax_nnx_give_what_their_call_gives(seed: int) -> None:
    from flax import nnx

    rng, compared = random.Random(seed), 0
    while compared < 125:  # of each seed
        layer, shape = flax_layer(nnx, rng)
        x = whole(shape, compared)
        try:
            y = np.asarray(layer(np.moveaxis(x, 0, -1)[None]))[0]
        except (TypeError, ValueError, RuntimeError):
            continue  # an output of no cells, or a dilated layer that XLA can't compile
        if 0 in y.shape:
            continue
        found = live(layer)
        assert np.array_equal(np.moveaxis(ours(found, x), 0, -1), y), (found.written, shape)
        compared += 1


def test_a_flax_linen_module_has_weights_once_it_is_bound() -> None:
    import jax
    from flax import linen

    module = linen.ConvTranspose(2, (3, 2), strides=(2, 1), padding="VALID", transpose_kernel=True)
    with pytest.raises(InputError, match=r"give layer it with them, as module\.bind\(variables\)"):
        live(module)
    x = whole((3, 4, 3), 0)
    given = np.moveaxis(x, 0, -1)[None]
    params = {"kernel": whole((3, 2, 2, 3), 1), "bias": whole((2,), 2)}
    found = live(module.bind({"params": params}))
    assert np.array_equal(
        np.moveaxis(ours(found, x), 0, -1), np.asarray(module.apply({"params": params}, given))[0]
    )
    assert found.written.startswith("nn.ConvTranspose(2, kernel_size=(3, 2), strides=(2, 1)")
    made = module.init(jax.random.key(0), given)
    assert live(module.bind(made)).biased


def test_what_flax_can_and_a_cut_can_not_say_is_refused() -> None:
    from flax import nnx

    for said, reason in (
        ({"padding": "CIRCULAR"}, "wraps around"),
        ({"input_dilation": 2}, "spreads the input"),
    ):
        with pytest.raises(InputError, match=reason):
            live(nnx.Conv(1, 1, (3, 3), **said, rngs=nnx.Rngs(0)))


def test_arrays_of_jax_and_keras_become_numpys_in_bfloat16_too() -> None:
    import jax
    import keras
    from flax import nnx

    for array in (
        jax.numpy.asarray([1.5, -2.0]),
        jax.numpy.asarray([1.5, -2.0], "bfloat16"),
        nnx.Param(jax.numpy.asarray([1.5, -2.0], "bfloat16")),
        keras.Variable([1.5, -2.0], dtype="bfloat16"),
        keras.ops.convert_to_tensor([1.5, -2.0]),
    ):
        assert host(array).tolist() == [1.5, -2.0]
        assert host(array).dtype == np.float32
    seen = []
    with pytest.raises(InputError, match="no numbers that can be read"):
        jax.jit(lambda x: seen.append(host(x)))(np.ones(2))


def test_layers_of_mlx_give_what_their_call_gives() -> None:
    import mlx.core as mlx
    from mlx import nn

    rng, compared = random.Random(2026), 0
    while compared < 500:
        dims, direct = rng.choice((1, 2, 2)), rng.random() < 0.3
        kernel, stride, dilation = ([rng.randint(1, most) for _ in range(dims)] for most in (4, 3, 2))
        said: dict[str, Any] = {"stride": stride, "dilation": dilation}
        said["padding"] = [rng.randint(0, d * (k - 1)) for k, d in zip(kernel, dilation, strict=True)]
        if not direct:
            said["output_padding"] = [rng.randint(0, s - 1) for s in stride]
        said = {name: sides[0] if dims == 1 else tuple(sides) for name, sides in said.items()}
        made = getattr(nn, f"Conv{'' if direct else 'Transpose'}{dims}d")
        size = kernel[0] if dims == 1 else tuple(kernel)
        layer = made(rng.randint(1, 3), rng.randint(1, 3), size, **said, bias=rng.random() < 0.5)
        layer.weight = mlx.array(whole(layer.weight.shape, compared))
        x = whole([layer.weight.shape[-1], *(rng.randint(2, 4) + 6 * direct for _ in range(dims))], compared)
        try:
            y = np.array(layer(mlx.array(np.moveaxis(x, 0, -1)[None])))[0]
        except ValueError:
            continue  # an output of no cells
        found = live(layer)
        assert np.array_equal(np.moveaxis(ours(found, x), 0, -1), y), found.written
        compared += 1
    assert host(mlx.array([1.5, -2.0], dtype=mlx.bfloat16)).tolist() == [1.5, -2.0]
