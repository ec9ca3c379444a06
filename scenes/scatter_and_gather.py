"""Scatter beside gather: one writes stamp by stamp, one reads cell by cell. The output is the same."""

from manim import UP

from tconv_anim.manim import TConvScene, Words


class ScatterAndGather(TConvScene):
    layer = {"preset": "scatter_and_gather"}
    furniture = False

    def construct(self) -> None:
        writes = 'y[s dot i + u] class("relation", "+=") x[i] dot w[u]'
        formula = self.explain(f"{writes} quad <-> quad y[o] = sum_(s i + u = o) x[i] dot w[u]")
        self.play_steps()
        self.add(Words("the same products, the same output", "accent").next_to(formula, UP))
        self.wait(2)
