"""What views share: maps and their cells, captions, endings."""
