"""What films are measured against: one square that moves, and a scene of the same content written by hand."""

from pathlib import Path
from typing import Any

from manim import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    RIGHT,
    UP,
    WHITE,
    YELLOW,
    FadeOut,
    Scene,
    Square,
    Text,
    VGroup,
    tempconfig,
)

from tconv_anim.trace.trace import Trace


def render(scene: type[Scene], folder: Path, size: tuple[int, int], fps: int) -> None:
    """Render a scene as Manim's command does by default, its cache off and nothing printed."""
    settings: dict[str, Any] = {
        "pixel_width": size[0],
        "pixel_height": size[1],
        "frame_rate": fps,
        "media_dir": str(folder),
        "disable_caching": True,
        "progress_bar": "none",
        "verbosity": "ERROR",
        "background_color": WHITE,
    }
    with tempconfig(settings):
        scene().render()


def one_square(seconds: int) -> type[Scene]:
    """A square that goes to and fro."""

    class OneSquare(Scene):
        def construct(self) -> None:
            square = Square(color=BLUE, fill_opacity=1)
            for second in range(seconds):
                self.play(square.animate.shift(RIGHT if second % 2 else -RIGHT), run_time=1)

    return OneSquare


def plain_scatter(trace: Trace, keyframes_ms: list[int]) -> type[Scene]:
    """The scatter view as one writes it by hand: squares, and texts made anew at each step."""

    class PlainScatter(Scene):
        def construct(self) -> None:
            side = 6.0 / trace.output.shape[1]
            rows, cols = trace.params.axes
            source = _cells(trace.input[0], side, BLUE).shift(5 * -RIGHT)
            kernel = _cells(trace.weight[0, 0], side, YELLOW).shift(2.5 * -RIGHT)
            output = _cells(trace.output[0] * 0, side, WHITE).shift(3 * RIGHT)
            self.add(source, kernel, output, *(_title(text, x) for text, x in (("input", -5), ("output", 3))))
            opening, action, result, *_ = keyframes_ms
            self.wait(opening / 1000)
            total = trace.output[0] * 0
            for stamp in trace.stamps():
                _, y, x = stamp.source
                value = trace.input[stamp.source]
                patch = _cells(trace.weight[0, 0] * value, side, ORANGE).move_to(kernel)
                caption = Text(f"input[{y}, {x}] = {value} times the kernel", font_size=24, color=BLACK)
                self.add(caption.to_edge(-UP))
                top, left = y * rows.stride, x * cols.stride
                window = VGroup(
                    *(
                        output[(top + u) * trace.output.shape[2] + left + v]
                        for u in range(rows.extent)
                        for v in range(cols.extent)
                    )
                )
                self.play(patch.animate.move_to(window), run_time=action * 0.65 / 1000)
                self.wait(action * 0.35 / 1000)
                total[top : top + rows.extent, left : left + cols.extent] += trace.weight[0, 0] * value
                new = _cells(total, side, GREEN).move_to(output)
                self.remove(output)
                self.add(new)
                self.bring_to_front(patch)
                self.play(FadeOut(patch), run_time=result * 0.65 / 1000)
                self.wait(result * 0.35 / 1000)
                self.remove(caption)
                output = new

    return PlainScatter


def _cells(values: Any, side: float, colour: Any) -> VGroup:
    """A table of numbers in squares."""
    cells = [
        VGroup(
            Square(side, color=BLACK, stroke_width=1, fill_color=colour, fill_opacity=1),
            Text(str(value), font_size=40 * side, color=BLACK),
        )
        for value in values.ravel().tolist()
    ]
    rows, cols = values.shape
    return VGroup(*cells).arrange_in_grid(rows, cols, buff=0)


def _title(text: str, x: float) -> Text:
    return Text(text, font_size=24, color=BLACK).move_to(3.4 * UP + x * RIGHT)
