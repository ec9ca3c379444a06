"""The kind of value that is options itself: those of another picture, or of another layer."""

import json
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tconv_anim.errors import InputError, shown
from tconv_anim.recipe.kinds import Kind
from tconv_anim.sources.asked import is_layer

if TYPE_CHECKING:
    from tconv_anim.recipe.options import Option

_APART = "|"
"""Between several in one text, as pages write them."""


class Nested(Kind):
    """Options of further ones of something (``what``: a picture, a layer): the first is the recipe itself.

    Each is written as the command takes it (``--k 4 --s 2``, or a preset or a line of code and what changes
    it), or a mapping of names as Python has them. Its options are ``rows`` of the table, whatever of them is
    not this very option. ``check`` reads them; what they mean, only the whole recipe can say, and then has
    them as JSON does.
    """

    metavar, many = "'OPTIONS'", True

    def __init__(self, what: str, rows: Callable[[], Iterable["Option"]], most: int) -> None:
        self.what, self._all, self.most = what, rows, most

    def read(self, name: str, text: str) -> Any:
        """The options of one, or of several with | between them; or a list in JSON."""
        if text.lstrip().startswith(("[", "{")):
            try:
                found = json.loads(text)
            except (ValueError, RecursionError):
                raise self._wrong(name, text) from None
            return tuple(found) if isinstance(found, list) else (found,)
        texts: list[list[str]] = [[]]
        for word in self._words(name, text):
            if word == _APART:
                texts.append([])
            else:
                texts[-1].append(word)
        return tuple(map(shlex.join, texts))

    def check(self, name: str, value: Any) -> tuple[dict[str, Any], ...]:
        """The options of each by their names, read and not yet made whole."""
        if isinstance(value, str | Mapping):
            value = (value,)
        if not isinstance(value, list | tuple):
            raise self._wrong(name, value)
        if len(value) >= self.most:
            raise InputError(
                f"{name} is given {len(value)} times: with the first there are at most {self.most} "
                f"{self.what}s, so give ${name} at most {self.most - 1} times"
            )
        found = []
        for number, one in enumerate(value, 2):
            with numbered(self.what, number):
                found.append(self.said(name, one))
        return tuple(found)

    def elsewhere(self, value: Any) -> bool:
        """Whether any of it is; a recipe has mappings of what is carried, and nothing else."""
        rows = {row.name: row for row in self._all() if row.carried}
        return not isinstance(value, list) or any(
            not isinstance(one, dict)
            or any(key not in rows or rows[key].kind.elsewhere(part) for key, part in one.items())
            for one in value
        )

    def plain(self, value: Any) -> Any:
        return list(value)

    def text(self, value: Any) -> str:
        rows = {row.name: row for row in self._all()}
        words = [rows[name].words(rows[name].kind.check(name, one)) for name, one in value.items()]
        return shlex.join(word for some in words for word in some)

    def said(self, name: str, one: Any) -> dict[str, Any]:
        """The options of one by their names."""
        rows = [row for row in self._all() if row.name != name]
        if isinstance(one, str):
            return _read(rows, self._words(name, one))
        if not isinstance(one, Mapping):
            raise self._wrong(name, one)
        known = {row.name for row in rows}
        for key in one:
            if key not in known:
                raise _unknown(str(key), [row.name for row in rows])
        return {key: part for key, part in one.items() if part is not None}

    def _words(self, name: str, text: str) -> list[str]:
        try:
            return shlex.split(text)
        except ValueError:  # a quotation without an end
            raise self._wrong(name, text) from None

    def _wrong(self, name: str, value: Any) -> InputError:
        return InputError(
            f"{name} is {shown(value)}: ${name} takes the options of another {self.what}, as '--k 4 --s 2'"
        )


@contextmanager
def numbered(what: str, number: int) -> Iterator[None]:
    """Let what is refused meanwhile be told of the one of several that has this number."""
    try:
        yield
    except InputError as error:
        raise type(error)(f"{what} {number}: {error.args[0]}") from error


def _read(rows: Sequence["Option"], words: list[str]) -> dict[str, Any]:
    """What the words of a command say."""
    flags = {flag: row for row in rows for flag in (*row.flags, *filter(None, [row.off]))}
    said: dict[str, Any] = {}
    if words and not words[0].startswith("-"):
        named = words.pop(0)
        said["layer" if is_layer(named) else "preset"] = named
    while words:
        flag, equals, rest = words.pop(0).partition("=")
        row = flags.get(flag)
        if row is None:
            raise _unknown(flag, [row.flags[0] for row in rows])
        if row.kind.flag:
            said[row.name] = flag != row.off
            continue
        if not equals and not words:
            raise InputError(f"{flag} is there without a value: write it behind {flag}")
        value = rest if equals else words.pop(0)
        if row.name in said and not row.kind.many:
            raise InputError(f"{flag} is given twice: give it once")
        found = row.kind.piped(row.name) if value == "-" else row.kind.read(row.name, value)
        said[row.name] = (*said.get(row.name, ()), *found) if row.kind.many else found
    return said


def _unknown(name: str, known: Iterable[str]) -> InputError:
    return InputError(f"{shown(name)} is unknown here: take some of {', '.join(known)}")
