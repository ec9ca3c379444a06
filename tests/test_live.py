"""Live layers, and arrays of other libraries: what they give is what their own call gives."""

import random
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from tconv_anim.errors import InputError
from tconv_anim.sources.host import host
from tconv_anim.sources.live import live
from tests.answers import ours, whole


@pytest.fixture
def torch() -> Any:
    import torch

    return torch


def some_layer(torch: Any, rng: random.Random, direct: bool) -> Any:
    """A layer of random shape with whole numbers for weights."""
    dims, groups = rng.choice((1, 2, 3)), rng.choice((1, 1, 2, 3))

    def sides(least: int, most: int) -> list[int]:
        return [rng.randint(least, most) for _ in range(dims)]

    shape: dict[str, Any] = {"kernel_size": sides(1, 4), "stride": sides(1, 3), "dilation": sides(1, 3)}
    kernel = zip(shape["kernel_size"], shape["dilation"], strict=True)
    shape["padding"] = [rng.randint(0, max(1, d * (k - 1))) for k, d in kernel]
    if direct:
        made = getattr(torch.nn, f"Conv{dims}d")
        if rng.random() < 0.2:
            shape |= {"padding": rng.choice(("same", "valid")), "stride": 1}
    else:
        made = getattr(torch.nn, f"ConvTranspose{dims}d")
        limits = zip(shape["stride"], shape["dilation"], strict=True)
        shape["output_padding"] = [rng.randint(0, max(s, d) - 1) for s, d in limits]
    channels = [groups * rng.randint(1, 2) for _ in range(2)]
    layer = made(*channels, **shape, groups=groups, bias=rng.random() < 0.5)
    for parameter in layer.parameters():
        parameter.data = torch.tensor(whole(parameter.shape, rng.randrange(2**32)))
    return layer


def sized(layer: Any, rng: random.Random, direct: bool) -> list[int]:
    """``C_in`` and sides that the layer has an output for."""
    reach = [d * (k - 1) + 1 for k, d in zip(layer.kernel_size, layer.dilation, strict=True)]
    if direct:
        return [layer.in_channels, *(rng.randint(ke, ke + 5) for ke in reach)]
    padding = layer.padding
    least = [max(1, 1 + (2 * p - ke) // s + 1) for p, ke, s in zip(padding, reach, layer.stride, strict=True)]
    return [layer.in_channels, *(n + rng.randint(0, 3) for n in least)]


@pytest.mark.torch
@pytest.mark.parametrize("direct", [False, True], ids=["transposed", "direct"])
def test_500_layers_of_pytorch_give_what_their_call_gives(torch: Any, direct: bool) -> None:
    rng = random.Random(2026)
    for number in range(500):
        layer = some_layer(torch, rng, direct)
        x = whole(sized(layer, rng, direct), number)
        theirs = layer(torch.tensor(x)[None])[0].detach().numpy()
        found = live(layer)
        assert np.array_equal(ours(found, x), theirs), layer
        assert (found.direct, found.dims, found.asks) == (direct, x.ndim - 1, ("input_size",))


@pytest.mark.torch
def test_a_layer_is_written_without_what_goes_without_saying(torch: Any) -> None:
    layer = torch.nn.ConvTranspose2d(64, 32, 4, stride=2, padding=(1, 0), bias=False)
    line = "ConvTranspose2d(64, 32, kernel_size=(4, 4), stride=(2, 2), padding=(1, 0), bias=False)"
    assert live(layer).written == line
    assert live(torch.nn.Conv1d(1, 1, 3)).written == "Conv1d(1, 1, kernel_size=(3,))"


@pytest.mark.torch
def test_numbers_are_copies_of_the_time_when_they_are_asked_for(torch: Any) -> None:
    layer = torch.nn.ConvTranspose2d(1, 1, 2)
    found = live(layer)
    assert found.numbers is not None
    layer.weight.data.fill_(5.0)
    weight, _ = found.numbers()
    layer.weight.data.fill_(7.0)
    assert weight.tolist() == [[[[5.0, 5.0], [5.0, 5.0]]]]


@pytest.mark.torch
@pytest.mark.parametrize("train", [True, False], ids=["training", "in use"])
def test_parametrized_weights_are_those_in_use_and_a_look_changes_nothing(torch: Any, train: bool) -> None:
    from torch.nn.utils.parametrizations import spectral_norm, weight_norm

    torch.manual_seed(0)
    for norm in (spectral_norm, weight_norm):
        layer: Any = norm(torch.nn.ConvTranspose2d(2, 3, 3)).train(train)
        before = {name: value.clone() for name, value in layer.state_dict().items()}
        weight, _ = live(layer).numbers()  # type: ignore[misc]
        assert all(bool((value == before[name]).all()) for name, value in layer.state_dict().items())
        assert layer.training is train
        assert all(part.training is train for part in layer.parametrizations.modules())
        assert np.array_equal(weight, layer.eval().weight.detach().numpy())


@pytest.mark.torch
def test_the_old_weight_norm_is_computed_though_the_layer_did_not_run(torch: Any) -> None:
    with pytest.warns(FutureWarning, match="weight_norm"):
        layer = torch.nn.utils.weight_norm(torch.nn.ConvTranspose2d(2, 3, 3))
    layer.weight_g.data *= 3
    weight, _ = live(layer).numbers()  # type: ignore[misc]
    layer(torch.zeros(1, 2, 4, 4))
    assert np.array_equal(weight, layer.weight.detach().numpy())


@pytest.mark.torch
def test_a_subclass_of_a_layer_is_that_layer(torch: Any) -> None:
    class Up(torch.nn.ConvTranspose2d):  # type: ignore[misc]
        pass

    assert live(Up(2, 1, 3, stride=2)).options["stride"] == (2, 2)


@pytest.mark.torch
def test_what_has_no_weights_or_can_not_be_shown_says_why(torch: Any) -> None:
    nn = torch.nn
    for layer, reason in (
        (nn.LazyConvTranspose2d(3, 2), "no weights yet: run it once"),
        (nn.Conv2d(1, 1, 3, padding_mode="reflect"), "padding_mode is 'reflect'"),
        (nn.Linear(2, 2), r"layer is a torch\.nn\.modules\.linear\.Linear"),
        ({}, r"layer is a builtins\.dict"),
    ):
        with pytest.raises(InputError, match=reason):
            live(layer)
    with torch.device("meta"):
        found = live(nn.ConvTranspose2d(1, 1, 2))
    with pytest.raises(InputError, match="no numbers that can be read"):
        found.numbers()  # type: ignore[misc]


@pytest.mark.torch
def test_a_lazy_layer_that_ran_is_like_any_other(torch: Any) -> None:
    layer = torch.nn.LazyConvTranspose2d(2, 3, stride=2)
    layer(torch.zeros(1, 5, 4, 4))
    assert live(layer).options["in_channels"] == 5


@pytest.mark.torch
def test_arrays_of_pytorch_become_numpys_with_gradients_and_in_bfloat16(torch: Any) -> None:
    x = torch.tensor([[1.5, -2.0]], requires_grad=True)
    assert host(x).tolist() == host(x.to(torch.bfloat16)).tolist() == [[1.5, -2.0]]
    assert host(x.to(torch.bfloat16)).dtype == np.float32
    assert host(torch.nn.Parameter(x.half())).dtype == np.float16
    assert host(torch.arange(3)).tolist() == [0, 1, 2]


def test_what_is_no_librarys_array_is_left_as_it_is() -> None:
    for value in ([[1, 2]], "[[1, 2]]", 3, None):
        assert host(value) is value
    assert host(np.eye(2)).tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_a_look_at_what_is_no_layer_imports_no_framework() -> None:
    code = """
import sys
from tconv_anim.errors import InputError
from tconv_anim.sources.live import live
try:
    live(object())
except InputError:
    assert not {"torch", "keras", "jax", "flax", "mlx"} & sys.modules.keys()
    print("refused")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "refused"
