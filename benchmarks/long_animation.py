"""Paint an animation that plays its storyboard over and over: ``python -m benchmarks.long_animation 10``.

A larger layer would have more frames too, but also a larger page. Its captions would all be different;
so are these, for a painter might keep what it has drawn once.
"""

import sys
from collections.abc import Iterator
from tempfile import TemporaryFile

from tconv_anim.animation import animate
from tconv_anim.painters import PAINTERS, Order
from tconv_anim.storyboard.stage import Performance, Stage
from tconv_anim.storyboard.storyboard import Element, Keyframe, Label, Storyboard
from tconv_anim.storyboard.theme import THEMES


def repeated(storyboard: Storyboard, times: int) -> Storyboard:
    """The storyboard played ``times`` over, in one go; no keyframe is kept."""
    return storyboard._replace(keyframes=Performance(lambda: _play(storyboard, times)))


def _play(storyboard: Storyboard, times: int) -> Iterator[Keyframe]:
    stage = Stage()
    for turn in range(1, times + 1):
        left_over: list[str] = []
        for keyframe, seen in storyboard.states():
            stage.hide(*keyframe.leave)
            stage.show(*(_in_turn(element, turn) for element in keyframe.enter + keyframe.update))
            yield stage.cut(keyframe.duration_ms, keyframe.caption, keyframe.step)
            left_over = list(seen)
        stage.hide(*left_over)  # the next turn begins from an empty stage, within the same cut


def _in_turn(element: Element, turn: int) -> Element:
    if isinstance(element, Label) and element.role == "caption":
        return element._replace(text=f"{turn}: {element.text}")
    return element


def frame_count(times: int) -> int:
    """Frames that :func:`paint` paints."""
    return times * sum(1 for _ in _animation().keyframes)


def paint(times: int) -> None:
    """Paint the animation ``times`` over, as one GIF that is thrown away."""
    order = Order(repeated(_animation(), times), THEMES["light"], recipe="")
    with TemporaryFile() as file:
        for _ in PAINTERS[".gif"].load()(order, file):
            pass


def _animation() -> Storyboard:
    return animate(kernel_size=3, stride=2, input_size=5).storyboard


if __name__ == "__main__":
    paint(int(sys.argv[1]))
