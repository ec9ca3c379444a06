"""Not an inverse: there and back again the shape is restored, the values are not."""

from tconv_anim.manim import TConvScene


class NotAnInverse(TConvScene):
    layer = {"kernel_size": 2, "stride": 1, "input_size": 2}
    view = "roundtrip"

    def construct(self) -> None:
        self.explain("W W^top bold(x) != bold(x)")
        self.play_steps()
