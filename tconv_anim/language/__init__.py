"""Languages: sentences are written in English where they are said, and looked up in what a language says."""
