"""The player: a storyboard as one HTML page, with buttons, a scrubber and answers to clicks.

Python says what is drawn where in every keyframe (:mod:`~tconv_anim.painters.player.board`) and puts
the page together (:mod:`~tconv_anim.painters.player.page`). ``player.js`` shows the keyframe that the
reader asks for, and eases from one to the next; it knows nothing of cells or convolutions.
"""
