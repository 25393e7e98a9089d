"""torchvision and PyTorch as contenders: torchvision_bench.py PIPELINE MODE PATH. For digits there are two modes:
torchvision's transforms draw once per batch; `grid_sample` draws for each of its samples."""

import math
import sys
from importlib.metadata import version
from pathlib import Path

import torch
from torch.nn import functional as F
from torchvision.io import decode_jpeg
from torchvision.transforms import InterpolationMode, v2

sys.path.append(str(Path(__file__).parents[2] / "race" / "peers"))
from data import BATCH, DEGREES, FRACTION, JITTER, MEAN, SIDE, SIGMA, STD, read
from protocol import serve

torch.set_num_threads(1)
pipeline, mode, data = read()
batch_size = BATCH[pipeline]


def photographs():
    encoded = [torch.frombuffer(bytearray(each), dtype=torch.uint8) for each in data]
    transform = v2.Compose(
        [
            v2.RandomResizedCrop(SIDE),
            v2.RandomHorizontalFlip(),
            v2.ColorJitter(JITTER, JITTER, JITTER),
            v2.ToDtype(torch.float32, scale=True),
            v2.Normalize(MEAN, STD),
        ]
    )
    batch = torch.empty(batch_size, 3, SIDE, SIDE)

    def make(first):
        for row in range(batch_size):
            batch[row] = transform(decode_jpeg(encoded[(first + row) % len(encoded)]))

    return make


def digits_one_draw_a_batch():
    images = torch.from_numpy(data).unsqueeze(1)
    transform = v2.Compose(
        [
            v2.RandomAffine(DEGREES, (FRACTION, FRACTION), interpolation=InterpolationMode.BILINEAR),
            v2.ToDtype(torch.float32, scale=True),
            v2.GaussianNoise(sigma=SIGMA),
        ]
    )
    return lambda first: transform(images[first % len(images) :][:batch_size])


def digits_a_draw_a_sample():
    images = torch.from_numpy(data).unsqueeze(1)

    def make(first):
        batch = images[first % len(images) :][:batch_size].float().div_(255)
        angle = torch.empty(len(batch)).uniform_(-DEGREES, DEGREES).mul_(math.pi / 180)
        shift = torch.empty(len(batch), 2).uniform_(-FRACTION, FRACTION).mul_(2)
        cosine, sine = angle.cos(), angle.sin()
        rows = [cosine, -sine, shift[:, 0], sine, cosine, shift[:, 1]]
        matrices = torch.stack(rows, 1).view(-1, 2, 3)
        grid = F.affine_grid(matrices, list(batch.shape), align_corners=False)
        moved = F.grid_sample(batch, grid, align_corners=False)
        return moved.add_(torch.randn_like(moved), alpha=SIGMA).clamp_(0, 1)

    return make


make = {
    "photographs": photographs,
    "v2, one draw per batch": digits_one_draw_a_batch,
    "grid_sample": digits_a_draw_a_sample,
}[pipeline if pipeline == "photographs" else mode]()


@torch.inference_mode()
def run(steps):
    for step in range(steps):
        make(step * batch_size)
    return steps * batch_size


run(5)
serve(f"{version('torchvision')} (PyTorch {version('torch')})", run)
