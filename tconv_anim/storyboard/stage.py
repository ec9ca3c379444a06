"""The stage: where a view puts its elements, and from which keyframes are cut."""

import sys
from collections.abc import Callable, Container, Iterator
from typing import Generic, TypeVar

from tconv_anim.storyboard.storyboard import Element, Keyframe


class Stage:
    """What is seen now. A view shows and hides elements, then cuts keyframes: what changed since the last."""

    def __init__(self) -> None:
        self._now: dict[str, Element] = {}
        self._touched: dict[str, Element | None] = {}

    def show(self, *elements: Element) -> None:
        """Put elements on the stage, each in the place of the one with its id."""
        for element in elements:
            self._touched.setdefault(element.id, self._now.get(element.id))
            self._now[element.id] = element

    def hide(self, *ids: str) -> None:
        """Take elements off the stage, those that are there."""
        for name in ids:
            if name in self._now:
                self._touched.setdefault(name, self._now[name])
                del self._now[name]

    def cut(self, duration_ms: int, caption: str, step: int) -> Keyframe:
        """The keyframe that leads from the last cut to what is seen now."""
        enter: list[Element] = []
        update: list[Element] = []
        leave: list[str] = []
        for name, before in self._touched.items():
            now = self._now.get(name)
            if now is None and before is not None:
                leave.append(name)
            elif now is not None and before is None:
                enter.append(now)
            elif now is not None and now != before:
                update.append(now)
        self._touched.clear()
        return Keyframe(duration_ms, caption, step, tuple(enter), tuple(update), tuple(leave))


_Scene = TypeVar("_Scene", covariant=True)


class Performance(Generic[_Scene]):
    """What is played anew each time it is walked (keyframes, sums), so that none of it has to be kept."""

    def __init__(self, play: Callable[[], Iterator[_Scene]]) -> None:
        self._play = play

    def __iter__(self) -> Iterator[_Scene]:
        return self._play()


class Story(Performance[Keyframe]):
    """A view's keyframes, of all its steps or of some; those that belong to no step are always told."""

    def __init__(self, tell: Callable[[Container[int]], Iterator[Keyframe]]) -> None:
        super().__init__(lambda: tell(range(sys.maxsize)))
        self._tell = tell

    def of(self, steps: Container[int]) -> Performance[Keyframe]:
        """The keyframes of these steps only: what the steps between them change is seen in the next."""
        return Performance(lambda: self._tell(steps))
