"""The one error that means "what was asked for can't be done"."""

import re
from collections.abc import Mapping

_PLACE = re.compile(r"\$(\w+)")


class InputError(ValueError):
    """A value that can't be used. The message names the value, the place and the way out.

    Places are written in the message as ``$stride``: Python users read ``stride``, and whoever
    asks in other words (the command line: ``--s``) hands :meth:`phrase` those words.
    """

    def phrase(self, names: Mapping[str, str]) -> str:
        """The message, with every place called what ``names`` calls it."""
        return _PLACE.sub(lambda match: names.get(match[1], match[1]), self.args[0])

    def __str__(self) -> str:
        return self.phrase({})
