"""The layers in what ``print(model)`` gave, each under its dotted name."""

import re
from collections.abc import Mapping

from tconv_anim.errors import InputError
from tconv_anim.sources.call import calls
from tconv_anim.sources.found import Found
from tconv_anim.sources.pasted import called, pasted
from tconv_anim.sources.signatures import signature

_LINE = re.compile(r"(\s*)\(([^()]{1,200})\):\s*(.*)")
_LAYER = re.compile(r"(?:Lazy|Parametrized)?(?:ConvTranspose|Conv)[123]d\(")
_NNX = re.compile(r"(\s*)([\w.]+)\s*[=:]\s*((?:ConvTranspose|Conv)\(.*)")


def printed(text: str, where: Mapping[str, int] | None = None) -> list[Found]:
    """All transposed convolutions in a print or in a piece of code, or all direct ones where there are none.

    Raises :class:`InputError` where there is neither.
    """
    found = [*_in_print(text, where or {})] or _in_code(text, where or {})
    return [one for one in found if not one.direct] or found


def _in_print(text: str, where: Mapping[str, int]) -> list[Found]:
    path: list[tuple[int, str]] = []
    found = []
    lines = text.splitlines()
    for at, line in enumerate(lines):
        match = _LINE.match(line)
        if match is None:
            if at == 0 and _LAYER.match(line.strip()):
                found.append(pasted(line, where))
            continue
        indent, name, call = len(match[1]), match[2], match[3]
        while path and path[-1][0] >= indent:
            path.pop()
        path.append((indent, name))
        if _LAYER.match(call):
            if call.endswith("("):  # what is parametrized has its arguments a line below
                call += f"{lines[at + 1].strip() if at + 1 < len(lines) else ''})"
            dotted = ".".join(part for _, part in path)
            found.append(pasted(call, where)._replace(name=dotted))
    return found


def _in_code(text: str, where: Mapping[str, int]) -> list[Found]:
    if re.search(r"\w+ \((?:Conv|[A-Z])\w*\)\s*[│┃|(]", text):
        raise InputError(
            "this is a summary, which has shapes but no parameters: give $layer what print(model) or the "
            "model's file has"
        )
    found = [(call, known) for call in calls(text) if (known := signature(call))]
    return [called(call, known, where) for call, known in found]
