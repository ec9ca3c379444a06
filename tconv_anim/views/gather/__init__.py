"""The gather view."""
