"""Films: the storyboard moving, drawn by Manim, which every module here but ``marker`` loads."""
