"""Run every benchmark and print its rows as they come."""

from collections.abc import Callable, Iterator

from benchmarks import (
    changed_cells,
    command,
    drawing,
    explorer,
    file_size,
    films,
    guide,
    memory,
    real_size,
    steps,
    sweeps,
)
from benchmarks.table import HEAD, Row

BENCHMARKS: tuple[Callable[[], Iterator[Row]], ...] = (
    command.rows,
    drawing.rows,
    file_size.rows,
    memory.rows,
    steps.rows,
    changed_cells.rows,
    guide.rows,
    explorer.rows,
    real_size.rows,
    films.rows,
    sweeps.rows,
)


def main() -> None:
    print(HEAD, flush=True)
    for rows in BENCHMARKS:
        for row in rows():
            print(row, flush=True)


if __name__ == "__main__":
    main()
