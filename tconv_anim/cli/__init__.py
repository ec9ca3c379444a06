"""The tconv-anim command: ``commands`` has it, ``start`` is where its script begins."""
