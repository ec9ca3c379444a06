"""Live layers with their own inputs, all the way to the picture: the output is the layer's own."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tconv_anim
from tconv_anim.errors import InputError

ALL = {"shown_in": "all", "shown_out": "all"}


@pytest.mark.torch
def test_a_layer_of_pytorch_takes_its_batch_and_its_weights_as_they_are() -> None:
    import torch

    torch.manual_seed(3)
    layer = torch.nn.ConvTranspose2d(4, 3, (3, 2), (2, 1), 1, bias=True)
    x = torch.randn(2, 4, 3, 4, requires_grad=True)
    for sample in (0, 1):
        output = tconv_anim.animate(layer=layer, input=x, sample=sample, **ALL).trace.output
        np.testing.assert_allclose(output, layer(x)[sample].detach().numpy(), rtol=1e-5, atol=1e-5)
    with pytest.raises(InputError, match="sample is 2 and the batch has 2"):
        tconv_anim.animate(layer=layer, input=x, sample=2)


@pytest.mark.torch
def test_one_dimension_half_precision_and_direct_layers_are_no_exceptions() -> None:
    import torch

    torch.manual_seed(4)
    row = torch.nn.ConvTranspose1d(2, 3, 4, 2).to(torch.bfloat16)
    x = torch.randn(1, 2, 5).to(torch.bfloat16)
    trace = tconv_anim.animate(layer=row, input=x, **ALL).trace
    assert trace.weight.ravel().tolist() == row.weight.float().ravel().tolist()
    want = row.float()(x.float())[0].detach().numpy()
    np.testing.assert_allclose(trace.output, want, rtol=1e-5, atol=1e-5)
    direct = torch.nn.Conv2d(2, 3, 3, padding=1)
    y = torch.randn(2, 4, 4)
    animation = tconv_anim.animate(layer=direct, input=y, **ALL)
    assert animation.recipe.view == "conv"
    np.testing.assert_allclose(animation.trace.output, direct(y).detach().numpy(), rtol=1e-5, atol=1e-5)


@pytest.mark.torch
def test_weights_that_are_given_besides_come_first_and_files_carry_all(tmp_path: Path) -> None:
    import torch

    layer = torch.nn.ConvTranspose2d(1, 1, 2, 2, bias=False)
    animation = tconv_anim.animate(layer=layer, input=[[1, 2]], weight=[[1, 2], [3, 4]])
    assert animation.trace.output.tolist() == [[[1, 2, 2, 4], [3, 4, 6, 8]]]
    animation.save(tmp_path / "x.gif")
    assert "weight" in (tmp_path / "x.gif").read_bytes().decode("latin1")


def test_what_is_no_layer_is_refused_by_its_class() -> None:
    with pytest.raises(InputError, match=r"layer is a builtins\.object"):
        tconv_anim.animate(layer=object())


@pytest.mark.frameworks
def test_layers_of_keras_and_flax_take_inputs_with_their_channels_last() -> None:
    import keras
    from flax import nnx

    random = np.random.default_rng(5)

    def shown(layer: Any, x: Any) -> Any:
        output = tconv_anim.animate(layer=layer, input=x, sample=len(x) - 1, **ALL).trace.output
        return np.moveaxis(output, 0, -1)

    for mode in ("same", "valid"):
        for layer, shape in (
            (keras.layers.Conv2DTranspose(3, (3, 2), strides=2, padding=mode), (2, 3, 4, 2)),
            (keras.layers.Conv1DTranspose(3, 4, strides=3, padding=mode), (2, 5, 2)),
            (keras.layers.Conv2D(3, 3, strides=2, padding=mode), (2, 5, 4, 2)),
        ):
            x = random.normal(size=shape).astype(np.float32)
            want = keras.ops.convert_to_numpy(layer(x))[-1]
            np.testing.assert_allclose(shown(layer, x), want, rtol=1e-4, atol=1e-5)
    flax: Any = nnx.ConvTranspose(2, 3, (3, 2), strides=(2, 2), rngs=nnx.Rngs(0))
    x = random.normal(size=(2, 3, 4, 2)).astype(np.float32)
    np.testing.assert_allclose(shown(flax, x), np.asarray(flax(x))[-1], rtol=1e-4, atol=1e-5)
