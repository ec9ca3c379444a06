"""``python -m tconv_anim`` is the tconv-anim command."""

from tconv_anim.cli import main

main()
