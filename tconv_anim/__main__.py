"""``python -m tconv_anim`` is the tconv-anim command."""

from tconv_anim.cli.start import start

start()
