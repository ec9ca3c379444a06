"""The overlap view."""
