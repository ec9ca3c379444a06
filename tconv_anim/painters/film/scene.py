"""The scene: plays figures keyframe by keyframe, each exactly as long as its storyboard says."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from manim import DOWN, LEFT, RIGHT, UP, CairoRenderer, Camera, Mobject, RendererType, Scene, config

from tconv_anim.painters.film.canvas import Canvas
from tconv_anim.painters.film.figure import FigureMobject
from tconv_anim.painters.film.moves import Move
from tconv_anim.storyboard.cues import at_frame

_MOVING = 0.65
"""The share of a keyframe that its moves take, as long as that isn't too slow."""

_SLOWEST = 0.9
"""Seconds that moves take at most."""

_HAIR = 0.01
"""Of a frame: Manim counts frames by dividing lengths, and must not count one too many or too few."""


class FilmRenderer(CairoRenderer):
    """Cairo's renderer, with a canvas that paints in its place while there is one."""

    canvas: Canvas | None = None

    def update_frame(
        self, scene: Scene, mobjects: Iterable[Mobject] | None = None, *args: Any, **options: Any
    ) -> None:
        """Paint what is seen now."""
        if self.canvas is None:
            super().update_frame(scene, mobjects, *args, **options)
        else:
            self.canvas.paint(self.camera.pixel_array)

    def save_static_frame_data(self, scene: Scene, static_mobjects: Iterable[Mobject]) -> Any:
        """Paint what stands still, unless the canvas keeps it."""
        return super().save_static_frame_data(scene, static_mobjects) if self.canvas is None else None


class FilmScene(Scene):
    """A scene that can play the keyframes of figures, one section a step."""

    def __init__(self, renderer: Any = None, **options: Any) -> None:
        # Manim's command makes scenes with OpenGL's renderer itself, and with Cairo's by default.
        if renderer is None and config.renderer == RendererType.CAIRO:
            renderer = FilmRenderer(skip_animations=options.get("skip_animations", False))
        super().__init__(renderer, **options)
        self._ms = self._frames = 0

    def perform(self, figure: FigureMobject, first: int = 0, last: int | None = None) -> Iterator[int]:
        """Play ``figure`` from step ``first`` to the end of step ``last``, yielding the frames so far.

        What comes before ``first`` is shown at once, if the figure isn't there yet.
        """
        start = figure.first_of(first)
        before = max(start - 1, 0)
        if figure.at != before:
            figure.seek(before)
        if figure not in self.mobjects:
            self.add(figure)
        canvas = self._canvas(figure)
        section = None
        for at in range(start, len(figure.keyframes)):
            keyframe = figure.keyframes[at]
            if last is not None and keyframe.step > last:
                break
            if keyframe.step != section:
                section = keyframe.step
                self.next_section(_section(section, figure.steps))
            frames = self._due(keyframe.duration_ms)
            if frames or at == len(figure.keyframes) - 1:  # else it is over before it would be seen
                with _used(self.renderer, canvas):
                    self._perform(figure, at, frames, canvas is None)
            yield self._frames

    def _perform(self, figure: FigureMobject, at: int, frames: int, points: bool) -> None:
        """Move on to keyframe ``at``, and hold it until it has lasted ``frames``."""
        moving = 0
        if at > figure.at:
            moving = min(round(frames * _MOVING), round(self._rate * _SLOWEST))
            if moving > 1:
                if figure.at < at - 1:
                    figure.seek(at - 1)
                Scene.play(self, Move(figure, (moving - _HAIR) / self._rate, points))
            else:
                moving = 0
                figure.seek(at)
        if frames > moving:
            self.wait((frames - moving + _HAIR) / self._rate, frozen_frame=True)

    @property
    def _rate(self) -> float:
        return float(config.frame_rate)

    def _due(self, ms: int) -> int:
        """The frames of the next ``ms``. Each end is rounded once, so that errors don't add up."""
        self._ms += ms
        due = at_frame(self._ms, self._rate) - self._frames
        self._frames += due
        return due

    def _canvas(self, figure: FigureMobject) -> Canvas | None:
        """What paints the figure faster than Manim can, if nothing else in the scene is in the way."""
        others = [mobject for mobject in self.mobjects if mobject is not figure]
        if (
            not isinstance(self.renderer, FilmRenderer)
            or type(self.camera) is not Camera
            or self.foreground_mobjects
            or self.updaters
            or self.always_update_mobjects
            or any(mobject.get_family_updaters() or _overlap(mobject, figure) for mobject in others)
            or figure.get_family_updaters()
        ):
            return None
        return Canvas(self.camera, figure, others)

    def get_moving_and_static_mobjects(self, animations: Any) -> tuple[list[Mobject], list[Mobject]]:
        """What moves and what stands still; the canvas knows that by itself."""
        if getattr(self.renderer, "canvas", None) is not None:
            return [], []
        found: tuple[list[Mobject], list[Mobject]] = super().get_moving_and_static_mobjects(animations)
        return found

    def update_mobjects(self, dt: float) -> None:
        """Update what has updaters; while a canvas paints there is none."""
        if getattr(self.renderer, "canvas", None) is None:
            super().update_mobjects(dt)


@contextmanager
def _used(renderer: Any, canvas: Canvas | None) -> Iterator[None]:
    """Let the canvas paint; what else is played in a scene, Manim paints."""
    if canvas is None:
        yield
        return
    renderer.canvas = canvas
    try:
        yield
    finally:
        renderer.canvas = None


def _overlap(a: Mobject, b: Mobject) -> bool:
    """Whether the boxes around two mobjects touch."""
    return all(
        a.get_critical_point(near)[axis] <= b.get_critical_point(far)[axis]
        and b.get_critical_point(near)[axis] <= a.get_critical_point(far)[axis]
        for axis, near, far in ((0, LEFT, RIGHT), (1, DOWN, UP))
    )


def _section(step: int, steps: int) -> str:
    return "opening" if step == 0 else f"step {step}" if step <= steps else "end"
