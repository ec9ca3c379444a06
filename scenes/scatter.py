"""The scatter: each input element, times the whole kernel, is added to a window of the output."""

from tconv_anim.manim import TConvScene


class Scatter(TConvScene):
    layer = {"kernel_size": 3, "stride": 2, "input_size": 2}

    def construct(self) -> None:
        self.explain('y[s dot i + u] class("relation", "+=") x[i] dot w[u]')
        self.play_steps()
