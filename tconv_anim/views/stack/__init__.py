"""The stack view."""
