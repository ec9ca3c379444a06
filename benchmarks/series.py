"""Numbers measured in turn, so that a machine that slows down slows all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Measure = Callable[[], float]
"""Measures something once."""


@dataclass(frozen=True, slots=True)
class Series:
    """What was measured, and what came out each time."""

    what: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The value in the middle."""
        return median(self.values)

    def __str__(self) -> str:
        number = f"{self.median:,.0f}" if self.median >= 100 else f"{self.median:.3g}"
        return f"{self.what} ({number} {self.unit})"


def interleaved(times: int, *measures: Measure) -> list[tuple[float, ...]]:
    """The values of each measure, taken A B A B ... and not A A B B."""
    rounds = [[measure() for measure in measures] for _ in range(times)]
    return list(zip(*rounds, strict=True))


def milliseconds(action: Callable[[], object]) -> float:
    """How long somebody who waits for ``action`` waits."""
    start = perf_counter()
    action()
    return (perf_counter() - start) * 1000
