"""Our Python as JavaScript: the page computes what Python computes, and what isn't known is refused."""

import ast
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tconv_anim.chosen import chosen, trouble
from tconv_anim.explore import script, terms_of
from tconv_anim.recipe.exploration import offered
from tconv_anim.translation import UntranslatableError, translate
from tconv_anim.translation.definitions import definition
from tconv_anim.translation.program import Module
from tconv_anim.translation.scope import Scope
from tconv_anim.translation.signatures import Signatures
from tconv_anim.views import SINGLE
from tests.browser import Visit

pytestmark = pytest.mark.pages

Open = Callable[..., Visit]

LAYERS = 24
"""Layers of each view and kind of number; about half of them are impossible."""

RUN = """([choices, terms, narrow]) => choices.map((choice) => {
  try { return $entries.chosen(choice, terms, narrow); } catch (error) { return `${error.stack}`; }
})"""


@pytest.fixture
def page(visit: Open) -> Iterator[Page]:
    """A page in which the translation of all views runs, with the runtime's own functions in reach."""
    opened = visit("<title>translation</title>")
    opened.page.add_script_tag(content=script(tuple(SINGLE)))
    yield opened.page
    assert opened.complaints == []


def terms(floats: bool) -> dict[str, Any]:
    found = terms_of(offered({"view": list(SINGLE)}))
    if floats:  # whole ones, negative ones and long ones
        found["input"] = [x / 7 if i % 3 else float(x) for i, x in enumerate(found["input"])]
        found["weight"] = [-x / 3 if i % 2 else x * 1e-3 for i, x in enumerate(found["weight"])]
    return found


def choices(view: str, seed: str) -> list[dict[str, Any]]:
    """Layers of one view, legal and not: both axes alike or not, a row alone, up to three channels."""
    draw = random.Random(f"{view} {seed}")

    def pair(least: int, most: int) -> list[int]:
        first = draw.randint(least, most)
        return [first, first if draw.random() < 0.6 else draw.randint(least, most)]

    found = []
    for _ in range(LAYERS if view != "compare" else LAYERS // 4):
        most = 5 if draw.random() < 0.1 else 3
        one: dict[str, Any] = {
            "kernel_size": pair(1, most),
            "stride": pair(1, 3),
            "padding": pair(0, 2),
            "output_padding": pair(0, 2) if draw.random() < 0.4 else [0, 0],
            "dilation": pair(1, 2),
            "input_size": pair(1, 3),
        }
        if draw.random() < 0.15:
            rows = dict.fromkeys(one, 1) | {"padding": 0, "output_padding": 0}
            one = {name: [rows[name], value[1]] for name, value in one.items()}
        channels = {"in_channels": draw.choice([1, 1, 2, 3]), "out_channels": draw.choice([1, 1, 2, 3])}
        found.append(one | channels | {"view": view})
    return found


@pytest.mark.parametrize("floats", [False, True], ids=["integers", "floats"])
@pytest.mark.parametrize("view", SINGLE)
def test_the_page_computes_what_python_computes(view: str, floats: bool, page: Page) -> None:
    asked, given = choices(view, str(floats)), terms(floats)
    there = page.evaluate(RUN, [asked, given, not floats])
    boards = 0
    for choice, found in zip(asked, there, strict=True):
        wanted = json.loads(json.dumps(chosen(choice, given, not floats)))
        assert found == wanted, choice
        boards += "board" in wanted
    assert boards


def test_the_page_knows_what_is_impossible(page: Page) -> None:
    asked = [one for view in SINGLE for one in choices(view, "trouble")]
    there = page.evaluate("(choices) => choices.map($entries.trouble)", asked)
    assert there == [trouble(one) for one in asked]
    assert {bool(one) for one in there} == {False, True}


NUMBERS = [
    0.0,
    -0.0,
    0.5,
    1.5,
    2.5,
    -2.5,
    0.125,
    0.375,
    1e16,
    1e15,
    123456789012345680.0,
    1e22,
    1e-5,
    0.0001,
    1 / 3,
]


def test_numbers_are_written_as_python_writes_them(page: Page) -> None:
    draw = random.Random(0)
    numbers = NUMBERS + [draw.uniform(-1, 1) * 10.0 ** draw.randint(-9, 20) for _ in range(300)]
    numbers += [draw.randint(-4000, 4000) / 2 ** draw.randint(0, 6) for _ in range(300)]  # where ties are
    specs = [".2f", ".0f", ".1f", "g", ".4g", ".2g", ".1g", ".17g"]
    found = page.evaluate(
        """([numbers, specs]) => numbers.map((x) =>
          [$repr(new $Float(x)), ...specs.map((one) => $format(x, one))])""",
        [numbers, specs],
    )
    assert found == [[repr(x), *(format(x, one) for one in specs)] for x in numbers]
    rounded = page.evaluate("(numbers) => numbers.map((x) => $round(x))", numbers[15:])
    assert list(map(float, rounded)) == [float(round(x)) for x in numbers[15:]]


def translated(source: str) -> str:
    """The ``f`` of a module's source."""
    module = Module("f", "f.py", ast.parse(source))
    signatures = Signatures()
    signatures.learn(module.statements.values())
    return definition("f", module.statements["f"], Scope(module, signatures))


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("async def f():\n    pass", "a module does AsyncFunctionDef at its top"),
        ("def f():\n    global x\n    x = 1", "f.py:2: Global is not translated"),
        ("def f(*rest, **more):\n    return more", "* and ** in a function's parameters"),
        ("def f(x):\n    return x @ x", "f.py:2: the operator MatMult"),
        ("def f(x):\n    return g(*x, **x)", "** in a call"),
        ("def f(x):\n    return '%d' % x", "% with a text"),
        ("def f(x):\n    while x:\n        pass\n    else:\n        x = 1", "else of a loop"),
        ("def f(x):\n    return x.go(there=1)", "names for parameters that nobody knows"),
        ("@wraps\ndef f():\n    pass", "the decorator wraps is not translated"),
        ("def f(x):\n    match x:\n        case {'a': 1}:\n            return 1", "f.py:3: MatchMapping"),
        ("f = 1j", "f.py:1: a constant like 1j"),
        ("import os\nprint(os)", "a module does Expr at its top"),
    ],
)
def test_what_is_not_known_is_refused_with_its_file_and_line(source: str, why: str) -> None:
    with pytest.raises(UntranslatableError) as refused:
        translated(source)
    assert str(refused.value).startswith("f.py:")
    assert why in str(refused.value)


def test_what_the_runtime_lacks_is_refused_with_its_file_and_line() -> None:
    with pytest.raises(UntranslatableError, match=r"\.py:\d+: "):
        translate(["tconv_anim.translation.arguments.arguments"])


def test_the_same_code_comes_out_whatever_the_order_of_sets() -> None:
    told = "from tconv_anim.explore import script; print(script(('scatter',)))"
    ways = [
        subprocess.check_output([sys.executable, "-c", told], env=os.environ | {"PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    ]
    assert ways[0] == ways[1]
