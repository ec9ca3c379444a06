"""The storyboard: what is seen and when, where it stands, and how its roles look."""
