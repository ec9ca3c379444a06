"""What became of one combination of a sweep: a line of its manifest."""

import json
from hashlib import sha256
from typing import Any, NamedTuple

MADE, KEPT, SKIPPED, FAILED = "made", "kept", "skipped", "failed"
"""Made now; there already, and the same; no legal layer; legal, and yet it couldn't be made."""


class Entry(NamedTuple):
    """``state`` is one of the four above, ``options`` what was asked for.

    What is there has a ``file`` of ``size`` bytes with this ``sha256``, the ``recipe`` that it carries and
    what it ``shows`` in words. ``seconds`` are those that it took; an ``error`` says why there is none.
    """

    state: str
    options: dict[str, Any]
    file: str = ""
    recipe: dict[str, Any] | None = None
    shows: str = ""
    size: int = 0
    sha256: str = ""
    seconds: float = 0
    error: str = ""

    @property
    def there(self) -> bool:
        """Whether there is a file."""
        return self.state in (MADE, KEPT)

    def line(self) -> str:
        """The entry as a line of JSON, without what it has no value for."""
        said = {name: value for name, value in self._asdict().items() if value or name == "state"}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=str)


def entry_in(line: str) -> Entry:
    """The entry that a line of JSON says."""
    return Entry(**{"options": {}, **json.loads(line)})


def digest(data: bytes) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    return sha256(data).hexdigest()
