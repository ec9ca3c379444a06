"""Storyboards as lines of characters: for files, terminals, and whoever can't see a picture."""
