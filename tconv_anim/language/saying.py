"""Sentences in the language that is spoken here: whole ones, with named places for what differs in them.

``say("The kernel lands on {area}.", area=...)`` is looked up by its English text, as gettext has it, and
filled in after that, so that a language may put its places in an order of its own. Translators read the
sentences in ``locale/tconv-anim.pot``, which is taken from the code: texts stand in the calls as they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

COUNTS = 200
"""So many counts have their form in a table; in every language larger ones take that of their last digits."""


class Language(NamedTuple):
    """A language: its ``code`` (``de``), its ``decimal`` sign, and its ``messages`` by the English ones, with
    a text for each form. ``forms`` has a digit for each count from 0 on: which of the texts it takes.
    """

    code: str = "en"
    decimal: str = "."
    messages: Mapping[str, Sequence[str]] = {}
    forms: str = ""


ENGLISH = Language()

_spoken: ContextVar[Language] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Let all that is said here be in this language."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken() -> Language:
    """The language that is spoken here."""
    return _spoken.get()


def say(text: str, /, **places: object) -> str:
    """A text in the language that is spoken here, with what stands in its places."""
    found = _spoken.get().messages.get(text)
    return (found[0] if found else text).format(**places)


def say_count(one: str, many: str, n: int, /, **places: object) -> str:
    """``one`` where ``n`` is 1, else ``many``, in the language that is spoken here; with a place for n."""
    language = _spoken.get()
    found = language.messages.get(one)
    if not found:
        return (one if n == 1 else many).format(n=n, **places)
    at = n if n < COUNTS else 100 + n % 100
    return found[int(language.forms[at])].format(n=n, **places)
