"""The layer: shapes and cuts in integers, what they are called, and how frameworks say them."""
