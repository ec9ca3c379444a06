"""The matrix: the convolution's W, transposed, takes the unrolled input to the unrolled output."""

from tconv_anim.manim import TConvScene


class Matrix(TConvScene):
    layer = {"kernel_size": 2, "stride": 1, "input_size": 2}
    view = "matrix"

    def construct(self) -> None:
        self.explain(
            "#[convolution:] thick bold(x) = W bold(y) quad #[transposed:] thick bold(y) = W^top bold(x)"
        )
        self.play_steps()
