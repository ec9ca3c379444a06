"""Elements as lines and words: the drawing that SVG, PDF and the pages share.

:func:`~tconv_anim.painters.vector.drawing.drawn` says what an element looks like, without colours;
:func:`~tconv_anim.painters.vector.markup.inner` writes that as SVG, which
:func:`~tconv_anim.painters.vector.style.theme_css` colours by class.
"""
