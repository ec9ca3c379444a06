"""Watching a model that runs: an animation of every transposed convolution in it, and no trace left."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tconv_anim
from tconv_anim.errors import InputError


@pytest.fixture
def torch() -> Any:
    import torch

    torch.manual_seed(0)
    return torch


@pytest.fixture
def model(torch: Any) -> Any:
    """Two transposed convolutions between others, one in a model of its own."""
    inner = torch.nn.Sequential(torch.nn.ReLU(), torch.nn.ConvTranspose2d(2, 1, 2, stride=2))
    return torch.nn.Sequential(torch.nn.Conv2d(1, 2, 1), torch.nn.ConvTranspose2d(2, 2, 3, padding=1), inner)


def hooks(model: Any) -> int:
    return sum(len(one._forward_hooks) + len(one._forward_pre_hooks) for one in model.modules())


@pytest.mark.torch
def test_every_transposed_convolution_is_shown_with_the_input_that_it_got(torch: Any, model: Any) -> None:
    x = torch.randn(2, 1, 3, 4)
    outputs = {}
    for name in ("1", "2.1"):
        model.get_submodule(name).register_forward_hook(lambda *a, name=name: outputs.update({name: a[2]}))
    with tconv_anim.watch(model) as seen:
        model(x)
    assert list(seen) == ["1", "2.1"]
    for name, animation in seen.items():
        assert np.allclose(animation.trace.output, outputs[name][0].detach().numpy(), atol=1e-6)


@pytest.mark.torch
def test_the_sample_and_the_look_are_arguments(torch: Any, model: Any) -> None:
    x = torch.randn(3, 1, 2, 2)
    with tconv_anim.watch(model, sample=2, view="gather") as seen:
        model(x)
    first = model[0](x)[2].detach().numpy()
    assert np.array_equal(seen["1"].trace.input, first)
    assert seen["1"].recipe.view == "gather"
    with tconv_anim.watch(model, sample=3) as seen:
        model(x)
    with pytest.raises(InputError, match=r"'1' can't be shown: sample is 3 and the batch has 3: take 0 to 2"):
        seen["1"]


@pytest.mark.torch
def test_the_model_is_left_as_it_was_after_an_error_too(torch: Any, model: Any) -> None:
    before = hooks(model)
    with tconv_anim.watch(model):
        assert hooks(model) == before + 2
    assert hooks(model) == before

    def fail() -> None:
        with tconv_anim.watch(model):
            model(torch.zeros(1, 7, 2, 2))

    with pytest.raises(RuntimeError, match="channels"):
        fail()
    assert hooks(model) == before


@pytest.mark.torch
def test_only_the_first_call_counts_and_later_changes_do_not(torch: Any) -> None:
    layer = torch.nn.ConvTranspose2d(1, 1, 2)
    layer.weight.data.fill_(1.0)
    x = torch.ones(1, 1, 2, 2)
    with tconv_anim.watch(layer) as seen:
        layer(x)
        x.mul_(5)
        layer(x)
        layer.weight.data.fill_(9.0)
    (animation,) = seen.values()
    assert list(seen) == ["ConvTranspose2d"]
    assert set(np.unique(animation.trace.input)) == set(np.unique(animation.trace.weight)) == {1.0}


@pytest.mark.torch
def test_a_size_that_is_asked_for_at_the_call_is_heeded(torch: Any) -> None:
    layer = torch.nn.ConvTranspose2d(1, 1, 3, stride=2, padding=1)
    x = torch.randn(1, 1, 3, 3)
    for given, named in (
        ((x, [6, 5]), {}),
        ((x,), {"output_size": (6, 5)}),
        ((), {"input": x, "output_size": [6, 5]}),
    ):
        with tconv_anim.watch(layer) as seen:
            y = layer(*given, **named)
        assert seen["ConvTranspose2d"].trace.output.shape == (1, 6, 5)
        assert np.allclose(seen["ConvTranspose2d"].trace.output, y[0].detach().numpy(), atol=1e-6)


@pytest.mark.torch
def test_a_layer_of_one_dimension_and_an_input_without_a_batch_are_shown(torch: Any) -> None:
    layer = torch.nn.ConvTranspose1d(2, 1, 3, stride=2)
    x = torch.randn(2, 4)
    with tconv_anim.watch(layer) as seen:
        y = layer(x)
    assert np.allclose(seen["ConvTranspose1d"].trace.output, y.detach().numpy(), atol=1e-6)


@pytest.mark.torch
def test_a_file_is_written_for_each_layer(torch: Any, model: Any, tmp_path: Path) -> None:
    with tconv_anim.watch(model, values=False) as seen:
        model(torch.randn(1, 1, 2, 2))
    saved = seen.save(tmp_path / "new", ".png", step=1, theme="dark")
    assert [one.path.name for one in saved] == ["1.png", "2.1.png"]
    assert all(one.path.exists() for one in saved)


@pytest.mark.torch
def test_layers_of_two_axes_and_of_three_are_seen_in_one_model(
    torch: Any,
) -> None:
    nn = torch.nn
    model = nn.ModuleDict({"volume": nn.ConvTranspose3d(1, 1, 2), "flat": nn.ConvTranspose2d(1, 1, 2)})
    with tconv_anim.watch(model) as seen:
        model["volume"](torch.zeros(1, 1, 2, 2, 2))
        model["flat"](torch.zeros(1, 1, 2, 2))
    assert seen["flat"].trace.output.shape == (1, 3, 3)
    assert seen["volume"].trace.output.shape == (1, 3, 3, 3)


@pytest.mark.torch
def test_a_model_that_has_none_and_what_is_no_model_are_refused(torch: Any) -> None:
    for model, reason in (
        (torch.nn.Linear(1, 1), "has no transposed convolution"),
        (len, "can't be watched"),
    ):
        with pytest.raises(InputError, match=reason), tconv_anim.watch(model):
            pass


@pytest.mark.frameworks
def test_layers_of_a_keras_model_are_watched_and_left_as_they_were() -> None:
    import keras

    layers = keras.layers
    inner = keras.Sequential(
        [layers.Input((3, 3, 2)), layers.Conv2DTranspose(1, 2, 2, name="up")], name="inner"
    )
    x = layers.Input((3, 3, 1))
    model = keras.Model(x, inner(layers.Conv2DTranspose(2, 3, padding="same", name="first")(x)))
    given = np.random.default_rng(0).normal(size=(2, 3, 3, 1)).astype("float32")
    with tconv_anim.watch(model, sample=1) as seen:
        y = keras.ops.convert_to_numpy(model(given))
    assert list(seen) == ["first", "inner.up"]
    assert np.allclose(np.moveaxis(seen["inner.up"].trace.output, 0, -1), y[1], atol=1e-5)
    assert not any("call" in vars(layer) for layer in (*model.layers, *inner.layers))
    assert np.array_equal(keras.ops.convert_to_numpy(model(given)), y)
