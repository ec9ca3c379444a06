"""The manifest: what became of every combination, from the parts that the batches left."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from tconv_anim.errors import MissingExtraError
from tconv_anim.sweeping.batch import PARTS, Batch, entries
from tconv_anim.sweeping.entry import Entry
from tconv_anim.sweeping.store import Store

NAME = f"{PARTS}.json"

_ROWS = 10_000
"""Entries that are held at a time."""


def all_entries(store: Store, work: Iterable[Batch]) -> Iterator[Entry]:
    """The entries of all batches, in the order of the sweep; of those that were halved, the halves'."""
    for batch in work:
        yield from _entries(store, batch)


def _entries(store: Store, batch: Batch) -> Iterator[Entry]:
    found = [entry for _, entry in entries(store, batch.part)]
    middle = (batch.start + batch.stop) // 2
    if found or middle == batch.start:
        yield from found
    else:
        yield from _entries(store, batch._replace(stop=middle))
        yield from _entries(store, batch._replace(start=middle))


def write_json(store: Store, found: Iterable[Entry]) -> None:
    """``manifest.json``: a list of objects, one a line."""
    with store.writing(NAME) as file:
        before = "["
        for entry in found:
            file.write(f"{before}\n{entry.line()}".encode())
            before = ","
        file.write(f"{'[' * (before == '[')}\n]\n".encode())


def check_parquet() -> None:
    """Raise :class:`InputError` if no manifest.parquet can be written here."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            f"a manifest.parquet needs pyarrow: {error}. Install it: pip install 'tconv-anim[sweep]', or "
            "leave $parquet out"
        ) from error


def write_parquet(store: Store, found: Iterable[Entry]) -> None:
    """``manifest.parquet``: the same as a table, options and recipes as JSON. Needs the extra ``sweep``."""
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {"size": pa.int64(), "seconds": pa.float64()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in Entry._fields])
    with store.writing(f"{PARTS}.parquet") as file, parquet.ParquetWriter(file, schema) as writer:
        for rows in chunks(found):
            columns = {name: [_cell(getattr(row, name)) for row in rows] for name in Entry._fields}
            writer.write_table(pa.table(columns, schema))


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def chunks(found: Iterable[Entry], many: int = _ROWS) -> Iterator[list[Entry]]:
    """The entries, so many at a time."""
    rows: list[Entry] = []
    for entry in found:
        rows.append(entry)
        if len(rows) == many:
            yield rows
            rows = []
    if rows:
        yield rows
