"""The fractionally strided picture: zeros between the input's elements, the kernel turned, stride 1."""

from tconv_anim.manim import TConvScene


class Fractional(TConvScene):
    layer = {"kernel_size": 3, "stride": 2, "padding": 1, "input_size": 2}
    view = "gather"

    def construct(self) -> None:
        self.explain('y[o] = sum_u w[k - 1 - u] dot x_0 [o + u] quad x_0: x "with zeros around and between"')
        self.play_steps()
