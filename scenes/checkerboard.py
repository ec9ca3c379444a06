"""The checkerboard: where the stride doesn't divide the kernel size, neighbours get different shares."""

from tconv_anim.manim import TConvScene


class Checkerboard(TConvScene):
    layer = {"kernel_size": 3, "stride": 2, "input_size": 3}
    view = "overlap"

    def construct(self) -> None:
        self.explain('"products a cell gets, along an axis:" floor(k \\/ s) "or" ceil(k \\/ s)')
        self.play_steps()
