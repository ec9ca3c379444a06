"""The kind of value that names steps: one, a span of them, several such, or all."""

import re
from typing import Any

from tconv_anim.recipe.kinds import Kind, wrong

LAST = 2**31 - 1
"""A step that no animation has: up to there are all."""

ALL = ((0, LAST),)
"""The span of all steps, of whatever animation."""

_WAYS = "a step (3), the first and the last (2-5), several with commas (1,4,9), or all"


class Spans(Kind):
    """Steps in their order, each span as its first and its last one."""

    metavar = "STEPS"

    def read(self, name: str, text: str) -> Any:
        """The spans that a text names, apart from their order."""
        if text.strip() == "all":
            return ALL
        spans = []
        for part in text.split(","):
            match = re.fullmatch(r"\s*(\d{1,10})\s*(?:-\s*(\d{1,10})\s*)?", part)
            if match is None:
                raise wrong(name, text, _WAYS)
            spans.append((int(match[1]), int(match[2] or match[1])))
        return tuple(spans)

    def check(self, name: str, value: Any) -> Any:
        """The spans; a single one may stand by itself."""
        if value == "all":
            return ALL
        match value:
            case int() if not isinstance(value, bool):
                value = [(value, value)]
            case [int(first), int(last)]:
                value = [(first, last)]
        spans = []
        for span in value if isinstance(value, list | tuple) else ():
            match span:
                case [int(first), int(last)] if bool not in (type(first), type(last)):
                    spans.append((first, last))
                case _:
                    spans = []
                    break
        if not spans:
            raise wrong(name, value, _WAYS)
        before = -1
        for first, last in spans:
            if not before < first <= last <= LAST:
                raise wrong(name, self.text(spans), "steps in their order, each once")
            before = last
        return tuple(spans)

    def plain(self, value: Any) -> Any:
        """A single span by itself, as recipes have always had it."""
        return list(value[0]) if len(value) == 1 else [list(span) for span in value]

    def text(self, value: Any) -> str:
        """As people count: ``1,4-6``."""
        if value == ALL:
            return "all"
        return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in value)
