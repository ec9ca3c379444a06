"""Animations on pages: HTML snippets, and what documentation tools load."""
