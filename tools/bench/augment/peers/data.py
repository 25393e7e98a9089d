"""What the contenders of `npm run bench:augment` work on: `FOLDER` holds JPEGs for photographs, `digits.bin` 28×28
bytes each for digits."""

import pathlib
import sys

import numpy as np

# The sides of a crop, and what is drawn: alike for all tools.
SIDE = 224
JITTER = 0.4
MEAN = [0.485, 0.456, 0.406]
STD = [0.229, 0.224, 0.225]
DEGREES = 10
FRACTION = 0.1
SIGMA = 0.1
BATCH = {"photographs": 20, "digits": 128}


def read():
    """The pipeline's name, and its encoded photographs or its digits, `[count, 28, 28]`."""
    pipeline, mode, path = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    if pipeline == "photographs":
        return pipeline, mode, [file.read_bytes() for file in sorted(path.glob("*.jpg"))]
    return pipeline, mode, np.fromfile(path, np.uint8).reshape(-1, 28, 28)
