"""The table of options: every way to ask leads to the same recipe, which makes the same file again."""

import json
import pickle
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tconv_anim
from tconv_anim.cli.commands import main
from tconv_anim.errors import InputError
from tconv_anim.layer.frameworks import FRAMEWORKS
from tconv_anim.painters.order import QUALITIES
from tconv_anim.recipe.inspection import command
from tconv_anim.recipe.options import ANIMATION, MAKING, OPTIONS, checked, used_for
from tconv_anim.recipe.recipe import Recipe
from tconv_anim.storyboard.metrics import FONTS
from tconv_anim.storyboard.theme import THEMES
from tconv_anim.views import VIEWS
from tools.tables import GROUPS, README, with_tables

_numbers = st.one_of(st.integers(-9, 99), st.floats(-1e3, 1e3, allow_nan=False).map(lambda x: round(x, 3)))


def _tensor(*shape: int) -> st.SearchStrategy[Any]:
    count = int(np.prod(shape))
    return st.lists(_numbers, min_size=count, max_size=count).map(
        lambda values: np.array(values).reshape(shape).tolist()
    )


@st.composite
def _gradients(draw: st.DrawFn, asked: dict[str, Any]) -> Any:
    """Numbers for the output of the layer that these options make, where they make one."""
    layer = recipe_or_none({name: asked[name] for name in asked if name in _OF_LAYERS} | {"view": "backward"})
    return draw(_tensor(*layer.layer.output_shape)) if layer else [[1]]


_OF_LAYERS = [option.name for option in OPTIONS.values() if option.use == "layer" and option.carried]


@st.composite
def said(draw: st.DrawFn) -> dict[str, Any]:
    """Options for an animation: each of the table's, as often as not."""
    sides = st.integers(1, 3) | st.tuples(st.integers(1, 3), st.integers(1, 3))
    groups, end = draw(st.sampled_from([1, 1, 2])), st.integers(-2, 1)
    asked: dict[str, Any] = {
        "kernel_size": draw(st.tuples(st.integers(1, 3), st.integers(1, 3))),
        "stride": draw(sides),
        "dilation": draw(sides),
        "padding": draw(st.integers(0, 1) | st.tuples(st.integers(0, 1), st.tuples(st.integers(-1, 2), end))),
        "framework": draw(st.sampled_from(["pytorch", *FRAMEWORKS])),
        "output_padding": draw(st.integers(0, 1)),
        "input_size": draw(st.tuples(st.integers(1, 2), st.integers(1, 3))),
        "groups": groups,
        "direct": draw(st.booleans()),
        "in_channels": groups * draw(st.integers(1, 2)),
        "out_channels": groups,
        "seed": draw(st.integers(0, 2**63 - 1)),
        "shown_in": draw(st.sampled_from([1, 2, (0,), (0, 1), "all"])),
        "shown_out": draw(st.sampled_from([1, (0,), "all"])),
        "digits": draw(st.integers(1, 17)),
        "crop": draw(st.sampled_from([((0, 1), (0, 1)), ((0, 2), (0, 3))])),
        "view": draw(st.sampled_from(list(VIEWS))),
        "look": draw(st.sampled_from(["flat", "isometric"])),
        "values": draw(st.booleans()),
        "show": draw(st.lists(st.sampled_from(["moves", "heat"]), unique=True)),
        "heat": draw(st.sampled_from(["auto", "viridis", "diverging", "grey", "rgb"])),
        "speed": draw(st.floats(0.01, 100).map(lambda x: round(x, 4))),
        "story": draw(st.sampled_from(["staged", "short"])),
        "duration": draw(st.floats(0.1, 86_400)),
        "hold": draw(st.floats(0.1, 3_600)),
        "steps": draw(st.tuples(st.integers(0, 3), st.integers(3, 9))),
        "poster": draw(st.booleans()),
        "title_card": draw(st.sampled_from(["Mine", "-- two\nlines & a 'name'"])),
        "size": draw(st.tuples(st.integers(64, 3000), st.integers(64, 3000) | st.just(0))),
        "captions": draw(st.booleans()),
        "legend": draw(st.booleans()),
        "title": draw(st.booleans()),
        "lang": draw(st.sampled_from(["de", "fr", "es"])),
        "font": str(FONTS / "Inter-Regular.ttf"),
        "cell": draw(st.integers(16, 240)),
        "theme": draw(st.sampled_from(list(THEMES))),
        "loop": draw(st.integers(0, 65_535)),
        "saying": draw(st.sampled_from(["One says: it's so.", "$x"])),
        "called": draw(st.sampled_from(["Mine", "-- a 'name' of $its own"])),
    }
    shape = (asked["in_channels"], *asked["input_size"])
    asked["input"] = draw(_tensor(*shape))
    asked["weight"] = draw(_tensor(shape[0], 1, *asked["kernel_size"]))
    asked["bias"] = draw(_tensor(groups))
    asked["activation"] = draw(st.sampled_from(["none", "relu", "leaky_relu(0.2)", "tanh"]))
    asked["then"] = draw(st.lists(st.sampled_from(THEN), max_size=3))
    asked["gradient"] = draw(_gradients(asked))
    asked["beside"] = draw(st.lists(st.sampled_from(BESIDE), max_size=3))
    return {name: value for name, value in asked.items() if draw(st.booleans())}


BESIDE = ["", "k2_s2", "--k 4 --s 2 --view overlap", {"kernel_size": 2, "bias": [1.5], "show": ["heat"]}]


THEN = [
    *("--k 2 --activation sigmoid", "--view conv --k 1", "'nn.ConvTranspose2d(1, 2, 2, 2)' --seed 3"),
    {"kernel_size": 2, "weight": [[1.5, 2], [3, 4]], "out_channels": 1},
]


@st.composite
def making(draw: st.DrawFn) -> dict[str, Any]:
    """Options for one file, each as often as not."""
    asked = {
        "step": draw(st.integers(0, 9)),
        "autoplay": draw(st.booleans()),
        "quiz": draw(st.booleans()),
        "strip": draw(st.sampled_from([((1, 1),), ((0, 1), (4, 9)), "all"])),
        "sheet": draw(st.sampled_from(["a4", "letter"])),
        "renderer": draw(st.sampled_from(["pillow", "manim"])),
        "quality": draw(st.sampled_from(list(QUALITIES))),
        "fps": draw(st.integers(1, 240)),
        "transparent": draw(st.booleans()),
        "subtitles": draw(st.booleans()),
    }
    return {name: value for name, value in asked.items() if draw(st.booleans())}


def recipe_or_none(options: dict[str, Any]) -> Recipe | None:
    try:
        return Recipe(**options)
    except InputError:
        return None


@given(said(), making())
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_command_and_json_of_random_recipes_over_every_option_say_the_same_again(
    options: dict[str, Any], made: dict[str, Any]
) -> None:
    recipe = recipe_or_none(options)
    if recipe is None:
        return
    made = checked(made, MAKING)
    text = recipe.to_json(made)
    again, made_again = Recipe.from_json(text)
    assert again == recipe
    assert again.to_json(made_again) == text
    # What the command says is read back by the command itself.
    words = shlex.split(command(json.loads(text), "x.png"))[1:]
    heard = parsed(words)
    assert heard.pop("output") == "x.png"
    how = checked({name: heard.pop(name) for name in list(heard) if OPTIONS[name].use in MAKING}, MAKING)
    assert Recipe(**heard).to_json(how) == text


def parsed(words: list[str]) -> dict[str, Any]:
    """What the command hears in these words."""
    context = main.commands["render"].make_context("render", list(words))
    return {name: value for name, value in context.params.items() if value is not None}


def test_the_recipes_above_say_every_option_that_is_carried() -> None:
    of_parts = {
        "part",
        "rest",
        "dims",
        "border",
    }  # other tests have those
    drawn = {name for name, option in OPTIONS.items() if option.carried} - of_parts
    asked = {
        *("kernel_size", "stride", "dilation", "padding", "output_padding", "input_size", "groups"),
        *(
            "framework",
            "in_channels",
            "out_channels",
            "seed",
            "view",
            "look",
            "values",
            "show",
            "heat",
            "speed",
            "cell",
        ),
        *(
            "theme",
            "loop",
            "input",
            "weight",
            "bias",
            "step",
            "autoplay",
            "quiz",
            "renderer",
            "quality",
            "fps",
        ),
        *("speed", "cell", "transparent", "story", "duration", "hold", "steps", "poster"),
        *("title_card", "subtitles"),
        *("size", "captions", "legend", "title", "shown_in", "shown_out", "crop", "digits", "direct"),
        *("activation", "then", "gradient"),
        "beside",
        "saying",
        "called",
        "strip",
        "sheet",
        "lang",
        "font",
    }
    assert asked == drawn


@pytest.mark.parametrize(
    "words",
    [
        "--no-values",
        "--look isometric",
        "--view gather",
        "--view matrix --speed 2.5",
        "--duration 40 --hold 3 --poster --story short",
        "--steps 1-2",
        "--size 640x360 --no-legend --no-captions",
        "--show heat --show moves",
        "--heat grey",
        "--show moves --view gather --look isometric --no-values",
        "--k 3x2 --s 2x1 --p 1x0 --op 1x0 --theme okabe-ito --cell 30",
        "--groups 2 --in-channels 4 --bias [1,-2] --seed 3 --loop 2",
    ],
)
def test_the_command_that_inspect_prints_makes_the_same_bytes(tmp_path: Path, words: str) -> None:
    runner = CliRunner()
    small = ["--k", "2", "--i", "2"] if "--k" not in words else ["--i", "2"]
    first, again = tmp_path / "first.gif", tmp_path / "again.gif"
    assert runner.invoke(main, [*small, *words.split(), "-o", str(first)]).exit_code == 0
    said = json.loads(runner.invoke(main, ["inspect", str(first)]).stdout)["command"]
    *asked, flag, name = shlex.split(said)[1:]
    assert (flag, name) == ("-o", "first.gif")
    assert runner.invoke(main, [*asked, "-o", str(again)]).exit_code == 0
    assert first.read_bytes() == again.read_bytes()


def test_a_recipe_checks_itself() -> None:
    for wrong in ({"view": "nope"}, {"stride": 0}, {"show": ["glow"]}, {"colour": "red"}, {"speed": "fast"}):
        with pytest.raises(InputError, match=next(iter(wrong))):
            Recipe(**wrong)
    with pytest.raises(TypeError):
        Recipe("d2l_padding", "scatter")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "options",
    [
        {"view": 3},
        {"input": "numbers.csv"},
        {"input": "[[1,2]]"},
        {"preset": "d2l_padding"},
        {"output": "elsewhere.gif"},
        {"force": True},
        {"kernel_size": [0, 1]},
        {"show": "heat, moves"},
        {"step": "one"},
        ["view"],
    ],
)
def test_a_recipe_from_elsewhere_is_believed_only_as_far_as_it_can_be_used(options: Any) -> None:
    text = json.dumps({"format": "tconv-anim/recipe", "version": 2, "options": options})
    with pytest.raises(InputError):
        Recipe.from_json(text)


def test_a_recipe_survives_pickling_with_its_numbers_and_its_name() -> None:
    recipe = Recipe("lecture_sum", theme="dark")
    again = pickle.loads(pickle.dumps(recipe))
    assert again == recipe
    assert (again.name, again.theme) == ("lecture_sum", "dark")
    assert again.input.tolist() == [[[2, 4], [0, 1]]]
    assert hash(again) == hash(recipe) != hash(Recipe())


def test_the_option_that_belongs_elsewhere_is_named() -> None:
    with pytest.raises(InputError, match="step is unknown here"):
        tconv_anim.animate(step=3)
    with pytest.raises(InputError, match="view is unknown here"):
        tconv_anim.animate().save("x.gif", view="gather")


@pytest.mark.parametrize(
    "words", ["--view scatter --view gather", "--preset k2_s2 --preset k2_s2", "-o a -o b"]
)
def test_an_option_given_twice_is_refused(words: str) -> None:
    done = CliRunner().invoke(main, words.split())
    assert done.exit_code == 2
    name = words.split()[0]
    assert f"is given 2 times: give {name} once" in done.output


def test_no_option_is_said_to_be_for_two_things() -> None:
    uses = {option.use for option in OPTIONS.values()}
    assert uses == {*ANIMATION, *MAKING, "code", "command", "gallery", "jobs", "sweep"}
    flags = [flag for option in OPTIONS.values() for flag in (*option.flags, option.off) if flag]
    assert len(flags) == len(set(flags))


def test_the_readme_s_tables_are_the_program_s() -> None:
    text = README.read_text("utf-8")
    assert with_tables(text) == text
    uses = [use for group in GROUPS.values() for use in group]
    for option in used_for(*uses):
        assert f"`{option.flags[0]}`" in text, "python -m tools.tables writes it"
