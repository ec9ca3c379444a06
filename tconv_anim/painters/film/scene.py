"""The scene: plays figures keyframe by keyframe, each exactly as long as its storyboard says."""

from collections.abc import Iterator
from typing import Any

from manim import Scene

from tconv_anim.painters.film.figure import Figure
from tconv_anim.painters.film.moves import Move

_MOVING = 0.65
"""The share of a keyframe that its moves take, as long as that isn't too slow."""

_SLOWEST = 0.9
"""Seconds that moves take at most."""


class FilmScene(Scene):
    """A scene that can play the keyframes of figures, one section a step."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._ms = self._frames = 0

    def perform(self, figure: Figure, first: int = 0, last: int | None = None) -> Iterator[int]:
        """Play ``figure`` from step ``first`` to the end of step ``last``, yielding the frames so far.

        What comes before ``first`` is shown at once, if the figure isn't there yet.
        """
        start = figure.first_of(first)
        if figure.at < start - 1:
            figure.seek(start - 1)
        section = None
        if figure not in self.mobjects:
            self.add(figure)
        for at, keyframe in enumerate(figure.keyframes):
            if at < start or (last is not None and keyframe.step > last):
                continue
            if keyframe.step != section:
                section = keyframe.step
                self.next_section(_section(section, figure.storyboard.steps))
            frames = self._due(keyframe.duration_ms)
            moving = 0
            if at > figure.at:
                moving = self._moving_frames(frames)
                if moving:
                    self._play(Move(figure, run_time=(moving - 0.01) / self._rate))
                else:
                    figure.seek(at)
            if frames > moving:
                self.wait((frames - moving + 0.01) / self._rate, frozen_frame=True)
            yield self._frames

    def _play(self, *animations: Any) -> None:
        super().play(*animations)

    @property
    def _rate(self) -> float:
        return float(self.camera.frame_rate)

    def _due(self, ms: int) -> int:
        """The frames of the next ``ms``. Each end is rounded once, so that errors don't add up."""
        self._ms += ms
        due = round(self._ms * self._rate / 1000) - self._frames
        self._frames += due
        return due

    def _moving_frames(self, frames: int) -> int:
        moving = min(round(frames * _MOVING), round(self._rate * _SLOWEST))
        return moving if moving > 1 else 0


def _section(step: int, steps: int) -> str:
    return "opening" if step == 0 else f"step {step}" if step <= steps else "end"
