"""A batch of a sweep: some combinations in a row, made by one process, and their part of the manifest."""

import warnings
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from tconv_anim.errors import ContrastWarning, InputError
from tconv_anim.recipe.recipe import MADE_BY
from tconv_anim.sweeping.entry import FAILED, KEPT, MADE, SKIPPED, Entry, entry_in
from tconv_anim.sweeping.making import become
from tconv_anim.sweeping.spec import Spec
from tconv_anim.sweeping.store import Store, store_at

PARTS = "manifest"
"""The folder of the manifest's parts."""


class Counts(NamedTuple):
    """How many combinations of a batch became what, and the bytes of those that are there."""

    made: int = 0
    kept: int = 0
    skipped: int = 0
    failed: int = 0
    size: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Those of both."""
        return Counts(*(a + b for a, b in zip(self, other, strict=True)))


class Batch(NamedTuple):
    """The combinations of a sweep from ``start`` to just before ``stop``, and where their files go.

    One that is to ``check`` reads and decodes what is there already. ``made_by`` is the version that gave it.
    """

    spec: Spec
    start: int
    stop: int
    target: str
    check: bool = False
    made_by: str = MADE_BY

    @property
    def part(self) -> str:
        """The name of its part of the manifest: another where anything of it is another, or the version."""
        said = f"{self.made_by}\0{list(self.spec.between(self.start, self.stop))!r}"
        return f"{PARTS}/{self.start:09}-{sha256(said.encode()).hexdigest()[:12]}.jsonl"


def run(batch: Batch) -> Counts:
    """Make what of a batch isn't there. Whatever stops it, at most the file under way is lost."""
    if batch.made_by != MADE_BY:
        raise InputError(
            f"this is {MADE_BY}, and was sent work of {batch.made_by}: install the same everywhere"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ContrastWarning)
        return _run(batch)


def _run(batch: Batch) -> Counts:
    store = store_at(batch.target)
    known = dict(entries(store, batch.part))
    if known and not batch.check and all(_is_there(store, one) for one in known.values()):
        return _counts([one._replace(state=KEPT) if one.there else one for one in known.values()])
    found = []
    for number, options in enumerate(batch.spec.between(batch.start, batch.stop), batch.start):
        found.append(become(store, options, known.get(number)))
    store.write(batch.part, "".join(f"{one.line()}\n" for one in found).encode())
    return _counts(found)


def entries(store: Store, part: str, start: int = 0) -> Iterator[tuple[int, Entry]]:
    """The entries of a part of the manifest with their numbers; none where it isn't there."""
    text = store.read(part) or b""
    first = int(part.rpartition("/")[2].partition("-")[0])
    for number, line in enumerate(text.decode().splitlines(), first):
        yield number, entry_in(line)


def _is_there(store: Store, entry: Entry) -> bool:
    return entry.state == SKIPPED or (entry.there and store.size(entry.file) == entry.size)


def _counts(found: Sequence[Entry]) -> Counts:
    states = [one.state for one in found]
    made, kept, skipped, failed = (states.count(state) for state in (MADE, KEPT, SKIPPED, FAILED))
    return Counts(made, kept, skipped, failed, sum(one.size for one in found))


def give_up(batch: Batch) -> Counts:
    """Write down that the process of a single combination died each time."""
    (options,) = batch.spec.between(batch.start, batch.stop)
    entry = Entry(FAILED, options, error="the process that made it died")
    store_at(batch.target).write(batch.part, f"{entry.line()}\n".encode())
    return _counts([entry])
