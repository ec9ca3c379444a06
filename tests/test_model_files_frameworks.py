"""Layers in the files that Keras writes: what we make of them is what the loaded model gives."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tconv_anim.sources.files import listed
from tconv_anim.sources.host import host
from tests.answers import ours, whole
from tests.test_live_frameworks import keras_layer

pytestmark = pytest.mark.frameworks


def test_60_layers_of_keras_files_give_what_the_layers_give(tmp_path: Path) -> None:
    import keras

    rng = random.Random(2026)
    layers: list[tuple[Any, Any, Any]] = []
    while len(layers) < 60:
        layer, (channels, *sides) = keras_layer(keras, rng)
        last = layer.data_format == "channels_last"
        shape = (*sides, channels) if last else (channels, *sides)
        x = whole(shape, len(layers))
        y = host(layer(x[None]))[0]
        if 0 not in y.shape:
            layers.append((layer, x, y))
    for start in range(0, 60, 20):  # three models of twenty layers, each on an input of its own
        some = layers[start : start + 20]
        inputs = [keras.layers.Input(x.shape) for _, x, _ in some]
        model = keras.Model(inputs, [layer(given) for (layer, _, _), given in zip(some, inputs, strict=True)])
        path = tmp_path / f"{start}.keras"
        model.save(path)
        found = {one.name: one for one in listed(path)}
        assert found.keys() == {layer.name for layer, _, _ in some}
        for layer, x, y in some:
            one, last = found[layer.name], layer.data_format == "channels_last"
            mine = ours(one, np.moveaxis(x, -1, 0) if last else x)
            assert np.array_equal(np.moveaxis(mine, 0, -1) if last else mine, y), one.written
            assert one.channels_last == last
            assert one.options["input_size"] == (x.shape[:-1] if last else x.shape[1:])


def test_layers_of_models_within_models_have_dotted_names_and_their_own_numbers(tmp_path: Path) -> None:
    import keras

    layers = keras.layers
    parts = []
    for name in ("one", "two"):  # both have a layer of the same name
        up = layers.Conv2DTranspose(1, 2, name="up", activation="relu")
        parts.append(keras.Sequential([layers.Input((3, 3, 1)), up], name=name))
        parts[-1].build((None, 3, 3, 1))
    x = layers.Input((3, 3, 1))
    model = keras.Model(x, [part(x) for part in parts])
    model.save(tmp_path / "a.keras")
    found = listed(tmp_path / "a.keras")
    assert [one.name for one in found] == ["one.up", "two.up"]
    for one, part in zip(found, parts, strict=True):
        assert one.remark == "Its activation (relu) is not shown."
        assert one.numbers is not None
        kernel = host(part.layers[0].kernel)
        assert np.array_equal(one.numbers()[0][0, 0], kernel[:, :, 0, 0])


def test_bfloat16_in_keras_files_is_read_exactly(tmp_path: Path) -> None:
    import keras

    layer = keras.layers.Conv2DTranspose(2, 3, dtype="bfloat16")
    model = keras.Sequential([keras.layers.Input((2, 2, 1)), layer])
    model.save(tmp_path / "a.keras")
    (one,) = listed(tmp_path / "a.keras")
    assert one.numbers is not None
    assert np.array_equal(one.numbers()[0], np.transpose(host(layer.kernel), (3, 2, 0, 1)))
