"""Scatter beside gather: one writes stamp by stamp, one reads cell by cell. The output is the same."""

from manim import UP

from tconv_anim.manim import TConvScene, Words


class ScatterAndGather(TConvScene):
    layer = {"input": [[2, 4], [0, 1]], "weight": [[3, 1], [1, 5]]}

    def construct(self) -> None:
        scatter = self.figure_of(furniture=False)
        gather = self.figure_of(furniture=False, view="gather")
        writes = 'y[s dot i + u] class("relation", "+=") x[i] dot w[u]'
        formula = self.explain(
            f"{writes} quad <-> quad y[o] = sum_(s i + u = o) x[i] dot w[u]", scatter, gather
        )
        for figure, text in ((scatter, "scatter: each input writes"), (gather, "gather: each output reads")):
            self.add(Words(text, bold=True).move_to(figure).to_edge(UP))
        steps, reads = scatter.steps, gather.steps
        read = 0
        for step in range(steps + 1):
            self.play_steps(step, step, scatter)
            self.play_steps(read + 1, reads * step // steps, gather)
            read = reads * step // steps
        self.play_steps(steps + 1, None, scatter)
        self.add(Words("the same products, the same output", "accent").next_to(formula, UP))
        self.wait(2)
