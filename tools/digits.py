"""Trains the small decoder of tconv_anim/examples/digits.npz; needs torch and scikit-learn.

An encoder squeezes scikit-learn's 8×8 digits into 16 numbers, and the decoder draws them again: a linear
layer to 8 maps of 2×2, then two transposed convolutions, 8→4 and 4→1 channels, each k=4, s=2, p=1. Kept are
the numbers of these, with three decimals, and the maps that enter them for one digit of each class.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn

FILE = Path(__file__).parents[1] / "tconv_anim" / "examples" / "digits.npz"
CODE, EPOCHS, BATCH = 16, 150, 64


def trained(pictures: torch.Tensor) -> tuple[nn.Sequential, nn.Sequential]:
    """Encoder and decoder, after they have learnt to give these pictures back."""
    encoder = nn.Sequential(
        nn.Conv2d(1, 16, 3, 2, 1),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, 2, 1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(128, CODE),
    )
    decoder = nn.Sequential(
        *(nn.Linear(CODE, 32), nn.ReLU(), nn.Unflatten(1, (8, 2, 2))),
        *(nn.ConvTranspose2d(8, 4, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(4, 1, 4, 2, 1)),
    )
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], 4e-3)
    steps = EPOCHS * -(-len(pictures) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 8e-3, total_steps=steps)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(pictures)).split(BATCH):
            loss = nn.functional.mse_loss(decoder(encoder(pictures[rows])), pictures[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    print(f"mean squared error {loss.item():.4f}, of pixels from 0 to 1")
    return encoder, decoder


def main() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    data: Any = load_digits()
    pictures = torch.tensor(data.images / 16, dtype=torch.float32)[:, None]
    encoder, decoder = trained(pictures)
    with torch.no_grad():
        again = decoder(encoder(pictures))
        errors = ((again - pictures) ** 2).mean((1, 2, 3)).numpy()
        # Of each class, the one that is drawn best.
        best = [min(np.flatnonzero(data.target == digit), key=lambda i: errors[i]) for digit in range(10)]
        first = decoder[:3](encoder(pictures[best]))
        second = decoder[:5](encoder(pictures[best]))
    arrays = {"w1": decoder[3].weight, "b1": decoder[3].bias, "w2": decoder[5].weight, "b2": decoder[5].bias}
    arrays |= {"maps1": first, "maps2": second}
    FILE.parent.mkdir(exist_ok=True)
    np.savez_compressed(FILE, **{name: array.detach().numpy().round(3) for name, array in arrays.items()})
    print(f"{FILE.name}: {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
