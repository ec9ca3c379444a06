"""Scripts without what only their authors need: blanks, most ends of lines, last semicolons."""

import re

_BEFORE_REGEX = re.compile(r"(^|[(,=:\[!&|?{};+*%~^<>-]|\breturn|=>)\s*$")
"""After these a slash begins a regular expression, elsewhere it divides."""

_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'')
_REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\[\n])+/\w*")
_BLANK = re.compile(r"[ \t]+|(?<=[;{,(\[])\n+")


def pressed(script: str) -> str:
    """The script with a blank only where two words would run together.

    Lines end where a statement might; a body that is only a semicolon isn't to be had.
    """
    out: list[str] = []
    place = 0
    while place < len(script):
        if blank := _BLANK.match(script, place):
            place = blank.end()
            if _needed(out[-1][-1:] if out else "", script[place : place + 1]):
                out.append(" ")
            continue
        end = _literal_end(script, place, out)
        if script[place] == "}" and out[-1] == ";":
            out.pop()
        out.append(script[place:end])
        place = end
    return "".join(out)


def _needed(before: str, after: str) -> bool:
    """Whether a blank keeps two signs apart: words, and a sign from another (``a + +b``)."""
    words = all(sign.isalnum() or sign in "_$#" for sign in (before, after) if sign)
    return bool(before and after) and (words or (before == after and before in "+-"))


def _literal_end(script: str, place: int, out: list[str]) -> int:
    """Where the text, template or regular expression ends that begins here; else where the sign does."""
    sign = script[place]
    if sign == "`":
        return _template_end(script, place)
    if sign in "\"'" and (found := _QUOTED.match(script, place)):
        return found.end()
    if sign == "/" and _BEFORE_REGEX.search("".join(out[-12:])) and (found := _REGEX.match(script, place)):
        return found.end()
    return place + 1


def _template_end(script: str, place: int) -> int:
    """Where a template ends, whatever is put into it."""
    place += 1
    while script[place] != "`":
        if script[place] == "\\":
            place += 2
        elif script.startswith("${", place):
            place = _insert_end(script, place + 2)
        else:
            place += 1
    return place + 1


def _insert_end(script: str, place: int) -> int:
    """Behind the brace that closes what is put into a template."""
    open_ = 1
    while open_:
        end = _literal_end(script, place, [script[max(0, place - 12) : place]])
        if end == place + 1:
            open_ += {"{": 1, "}": -1}.get(script[place], 0)
        place = end
    return place
