"""Writes every text that a user can see to tests/goldens/words, so that a change of words is seen as such.

``python -m tools.words`` after a change of words; a test compares what is there with what the code says.
"""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from click import Command, Context

import tconv_anim
from tconv_anim.cli.commands import main
from tconv_anim.recipe.presets import PRESETS
from tconv_anim.storyboard.storyboard import Label
from tconv_anim.storyboard.timing import gist
from tconv_anim.views import VIEWS

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests" / "goldens" / "words"

_LAYERS: dict[str, dict[str, Any]] = {
    "acts": {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 2},
    "restores and adds": {"kernel_size": 3, "stride": 3, "padding": 1, "output_padding": 2, "input_size": 2},
    "one dimension": {"kernel_size": 4, "stride": 2, "padding": 1, "input_size": 3, "dims": 1},
    "three dimensions": {"kernel_size": 3, "stride": 2, "padding": 1, "input_size": 2, "dims": 3},
    "channels, bias": {
        "kernel_size": 2,
        "input_size": 2,
        "in_channels": 2,
        "out_channels": 2,
        "bias": [1, -2],
    },
    "no products meet": {"kernel_size": 2, "stride": 3, "input_size": 2},
    "dilation": {"kernel_size": 2, "dilation": 2, "stride": 2, "input_size": 2},
    "two paddings": {"kernel_size": 3, "stride": 2, "padding": ((0, 1), (1, 2)), "input_size": 3},
    "one element": {"kernel_size": 1, "input_size": 1},
    "no numbers": {"kernel_size": 2, "stride": 2, "input_size": 2, "values": False, "bias": [3]},
}


@cache
def text(name: str) -> str:
    """The text of a file, by its name."""
    return "\n".join(FILES[name]()) + "\n"


def asked_for() -> dict[str, dict[str, Any]]:
    """Options of pictures that say all that pictures say: each preset, and some layers in all views."""
    asked: dict[str, dict[str, Any]] = {name: {"preset": name} for name in PRESETS}
    for view in VIEWS:
        for name, layer in _LAYERS.items():
            if layer.get("dims", 2) not in VIEWS[view].dims:
                continue
            kept = {n: v for n, v in layer.items() if n != "output_padding" or not VIEWS[view].direct}
            larger = {"input_size": layer["input_size"] + 2} if VIEWS[view].direct else {}
            asked[f"{view}, {name}"] = {**kept, **larger, "view": view}
    return asked


def _stories() -> Iterator[str]:
    """Titles, legends, captions and alt texts."""
    for name, options in asked_for().items():
        board = tconv_anim.animate(**options).storyboard
        yield f"\n# {name}\n\n{board.description}"
        said: set[tuple[str, ...]] = set()
        for keyframe, seen in board.states():
            labels = [one.text for one in seen.values() if isinstance(one, Label) and "caption" not in one.id]
            for text in (*labels, keyframe.caption):
                # Captions that differ in numbers only stand for each other.
                meant = gist(text) if text == keyframe.caption else (text,)
                if meant not in said:
                    said.add(meant)
                    yield f"{'' if text == keyframe.caption else '  '}{text}"


def _help(command: Command, context: Context) -> Iterator[str]:
    yield f"\n# {context.command_path}\n\n{command.get_help(context)}"
    for name, one in getattr(command, "commands", {}).items():
        yield from _help(one, Context(one, parent=context, info_name=name))


def _errors() -> Iterator[str]:
    """The templates of all errors, in the order of the files."""
    for path in sorted((ROOT / "tconv_anim").rglob("*.py")):
        found = []
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            made = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and node.args and (made.endswith("Error") or made == "wrong"):
                template = _template(node.args[-1] if made == "wrong" else node.args[0])
                told = f"{{name}} … takes {template}" if made == "wrong" else template
                found += [(node.lineno, told)] if template else []
        if found:
            yield f"\n# {path.relative_to(ROOT).as_posix()}\n"
            yield from (template for _, template in sorted(found))


def _template(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value)
            if isinstance(part, ast.Constant)
            else f"{{{ast.unparse(part)[2:-1].strip('{}')}}}"
            for part in node.values
        )
    return f"{{{node.id}}}" if isinstance(node, ast.Name) and node.id.isupper() else ""


FILES: dict[str, Callable[[], Iterator[str]]] = {
    "stories.txt": _stories,
    "help.txt": lambda: _help(main, Context(main, info_name="tconv-anim", **main.context_settings)),
    "errors.txt": _errors,
}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in FILES:
        (FOLDER / name).write_text(text(name), "utf-8")
