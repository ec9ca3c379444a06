"""Options inside an option: the pictures beside the first one, however they are written."""

import json
from typing import Any

import pytest

from tconv_anim.errors import InputError
from tconv_anim.recipe.options import OPTIONS
from tconv_anim.recipe.recipe import Recipe

FOUR = {"kernel_size": [4, 4], "stride": [2, 2], "input_size": [3, 3]}


@pytest.mark.parametrize(
    "said",
    [
        "--k 4 --s 2",
        ["--k=4 --stride 2x2"],
        {"kernel_size": 4, "stride": 2},
        [{"kernel_size": (4, 4), "stride": [2, 2], "bias": None}],
        ["'nn.ConvTranspose2d(1, 1, 4, 2, bias=False)' --i 3"],
        ["checkerboard_k4_s2 --i 3 --view scatter"],
    ],
)
def test_a_picture_is_said_in_words_by_names_by_a_line_or_by_a_preset(said: Any) -> None:
    assert Recipe(beside=said).beside == (FOUR,)


def test_one_text_can_say_several_as_pages_write_them() -> None:
    kind = OPTIONS["beside"].kind
    for text in ("--k 4 --s 2 | k2_s2", json.dumps(["--k 4 --s 2", "k2_s2"])):
        recipe = Recipe(beside=kind.read("beside", text))
        assert [one["kernel_size"] for one in recipe.beside] == [[4, 4], [2, 2]]
    assert kind.read("beside", '{"kernel_size": 4}') == ({"kernel_size": 4},)


def test_a_preset_brings_its_layer_and_view_and_none_of_its_page() -> None:
    recipe = Recipe(beside="no_padding_strides_transposed")
    (own,) = recipe.beside
    assert (own["view"], own["look"]) == ("gather", "isometric")
    assert "cell" not in own
    assert [one.view for one in recipe.pictures] == ["scatter", "gather"]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("--k 0", "picture 2: kernel_size is 0: each of kernel_size must be at least 1"),
        ("--foo 3", "picture 2: '--foo' is unknown here: take some of --preset, --layer"),
        ("--cell 9", "picture 2: '--cell' is unknown here"),
        ("--beside x", "picture 2: '--beside' is unknown here"),
        ("--k", "picture 2: --k is there without a value: write it behind --k"),
        ("--k 4 --kernel-size 3", "picture 2: --kernel-size is given twice: give it once"),
        ("--k 4 '", "takes the options of another picture, as '--k 4 --s 2'"),
        ("[3", "takes the options of another picture"),
        ("k2_s3", "picture 2: preset is 'k2_s3', and there is none of that name: take k2_s2"),
        (["", "--k x"], "picture 3: kernel_size is 'x'"),
        ([""] * 4, "with the first there are at most 4 pictures, so give beside at most 3 times"),
        ({"cell": 3}, "picture 2: 'cell' is unknown here: take some of preset"),
        (3, "beside is 3: beside takes the options of another picture"),
        ([3], "beside is 3: beside takes the options of another picture"),
    ],
)
def test_what_is_refused_is_told_of_its_picture(said: Any, message: str) -> None:
    kind = OPTIONS["beside"].kind
    with pytest.raises(InputError) as refused:
        Recipe(beside=kind.read("beside", said) if isinstance(said, str) else said)
    assert message in str(refused.value)


@pytest.mark.parametrize("one", ["--k 4", {"input": "x.json"}, {"preset": "k2_s2"}, {"layer": "m.onnx"}, 3])
def test_a_recipe_in_a_file_asks_for_nothing_that_is_elsewhere(one: Any) -> None:
    text = Recipe().to_json().replace('"options":{', f'"options":{{"beside":[{json.dumps(one)}],')
    with pytest.raises(InputError, match="the recipe is damaged: it says 'beside'"):
        Recipe.from_json(text)
