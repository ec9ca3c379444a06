"""Slides: drawings as the shapes that presentation programs have, so that all can be edited."""
