"""Painters of pixels: indices into a palette, repainted only where something changed."""
