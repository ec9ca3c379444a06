"""The backward view: forward to the output, and the gradients of all three arrays on their way back."""
