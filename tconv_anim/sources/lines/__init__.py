"""Layers in words: lines of code and printed models, read and never run."""
