"""The one error that means "what was asked for can't be done"."""

import re
from collections.abc import Mapping

_PLACE = re.compile(r"\$(\$|\w+)")

_LONGEST_VALUE = 60
"""Characters of a value that a message shows."""


class InputError(ValueError):
    """A value that can't be used. The message names the value, the place and the way out.

    Places are written in the message as ``$stride``: Python users read ``stride``, and whoever
    asks in other words (the command line: ``--s``) hands :meth:`phrase` those words. What users
    wrote goes into a message through :func:`shown`.
    """

    def phrase(self, names: Mapping[str, str]) -> str:
        """The message, with every place called what ``names`` calls it."""
        return _PLACE.sub(lambda match: names.get(match[1], match[1]), self.args[0])  # $$: a $ by itself

    def __str__(self) -> str:
        return self.phrase({})


class ContrastWarning(UserWarning):
    """Colours of a theme stand less far apart than readers need; the picture is drawn all the same."""


class PageWarning(UserWarning):
    """A page has so much on it that browsers are slow; it is written all the same."""


class MissingExtraError(InputError, ImportError):
    """Something that only an extra installs isn't there; the message has the line that installs it."""


def shown(value: object) -> str:
    """A value as messages show it: quoted where it is text, and cut where it is long."""
    text = repr(value)
    if len(text) > _LONGEST_VALUE:
        text = text[: _LONGEST_VALUE - 1] + "…"
    return text.replace("$", "$$")
