"""The recipe: what is asked for, read, checked and carried in every file."""
