"""Albumentations with OpenCV as a contender: albumentations_bench.py PIPELINE MODE PATH."""

import sys
from importlib.metadata import version
from pathlib import Path

import albumentations as A
import cv2
import numpy as np

sys.path.append(str(Path(__file__).parents[2] / "race" / "peers"))
from data import BATCH, DEGREES, FRACTION, JITTER, MEAN, SIDE, SIGMA, STD, read
from protocol import serve

cv2.setNumThreads(0)
pipeline, _, data = read()
batch_size = BATCH[pipeline]

if pipeline == "photographs":
    jitter = (1 - JITTER, 1 + JITTER)
    transform = A.Compose(
        [
            A.RandomResizedCrop((SIDE, SIDE)),
            A.HorizontalFlip(p=0.5),
            A.ColorJitter(brightness=jitter, contrast=jitter, saturation=jitter, hue=(0, 0), p=1),
            A.Normalize(MEAN, STD),
        ]
    )
    batch = np.empty((batch_size, SIDE, SIDE, 3), np.float32)

    def load(index):
        encoded = np.frombuffer(data[index % len(data)], np.uint8)
        return cv2.cvtColor(cv2.imdecode(encoded, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)

else:
    transform = A.Compose(
        [
            A.Affine(rotate=(-DEGREES, DEGREES), translate_percent=(-FRACTION, FRACTION), p=1),
            A.GaussNoise(std_range=(SIGMA, SIGMA), p=1),
            A.ToFloat(255),
        ]
    )
    batch = np.empty((batch_size, 28, 28, 1), np.float32)

    def load(index):
        return data[index % len(data), :, :, np.newaxis]


def run(steps):
    for step in range(steps):
        for row in range(batch_size):
            batch[row] = transform(image=load(step * batch_size + row))["image"]
    return steps * batch_size


run(5)
serve(f"{version('albumentations')} (OpenCV {version('opencv-python-headless')})", run)
