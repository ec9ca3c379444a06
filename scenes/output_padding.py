"""output_padding: gives back, at the bottom and right, what padding cropped there."""

from tconv_anim.manim import TConvScene


class OutputPadding(TConvScene):
    layer = {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 2}

    def construct(self) -> None:
        self.explain('m = (n - 1) s - 2 p + d (k - 1) + 1 + #text(fill: rgb("#7b3fb5"))[op]')
        self.play_steps()
