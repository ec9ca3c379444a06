"""Up-samplers as the transposed convolutions that they are: each one's exact weight, and what it is fed."""
