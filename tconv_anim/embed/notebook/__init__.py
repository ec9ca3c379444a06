"""A widget for notebooks: sliders above a live player, and numbers that Python and the player share.

Python says which controls there are (:mod:`~tconv_anim.embed.notebook.controls`) and makes each page that is
shown; ``widget.js`` holds it in a frame, and passes on what the reader asks for. What stays in a saved
notebook is an output of its own (:mod:`~tconv_anim.embed.notebook.kept`).
"""
