"""The table: a ratio a row, with its range, the aim, and in words what was measured against what."""

from dataclasses import dataclass
from math import inf
from statistics import median
from textwrap import wrap

from benchmarks.series import Series

_NUMBERS = "{:>7}  {:>17}  {:>5}  {:<13}  {:<6}  "
_WORDS_WIDTH = 76

HEAD = (
    "Median of the ratios of pairs that were measured in turn, in this run; least and most of them.\n\n"
    + _NUMBERS.format("ratio", "least .. most", "pairs", "aim", "")
    + "measured against"
)


@dataclass(frozen=True, slots=True)
class Aim:
    """What a ratio should be: no less than ``least`` and no more than ``most``."""

    least: float = 0
    most: float = inf

    def met_by(self, ratio: float) -> bool:
        """Whether ``ratio`` is what it should be."""
        return self.least <= ratio <= self.most

    def __str__(self) -> str:
        return f"at least {self.least:g}" if self.most == inf else f"at most {self.most:g}"


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: the first series divided by the second, pair by pair."""

    measured: Series
    against: Series
    aim: Aim

    @property
    def ratios(self) -> list[float]:
        """The ratio of each pair."""
        return [a / b for a, b in zip(self.measured.values, self.against.values, strict=True)]

    def __str__(self) -> str:
        ratios = self.ratios
        ratio = median(ratios)
        numbers = _NUMBERS.format(
            f"{ratio:.3f}",
            f"{min(ratios):.3f} .. {max(ratios):.3f}",
            len(ratios),
            str(self.aim),
            "met" if self.aim.met_by(ratio) else "MISSED",
        )
        words = wrap(f"{self.measured} against {self.against}", _WORDS_WIDTH)
        return numbers + ("\n" + " " * len(numbers)).join(words)
