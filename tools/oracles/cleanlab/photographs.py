"""Pieces of a real photograph as JPEGs, with imagehash's hashes of them, and an image larger than a block of the
resizing kernel, resized by Pillow."""

from golden import write

import base64
import io

import imagehash
import matplotlib.cbook
import numpy as np
from importlib.metadata import version
from PIL import Image

# Grace Hopper, a photograph of the United States Navy, in the public domain; matplotlib carries it.
photograph = Image.open(matplotlib.cbook.get_sample_data("grace_hopper.jpg"))

PIECES = [
    ("face", (160, 60, 320, 200), {"quality": 75}),
    ("shoulder", (20, 380, 180, 520), {"quality": 85, "subsampling": "4:4:4"}),
    ("flag", (380, 20, 500, 200), {"quality": 90, "progressive": True}),
    ("medals", (340, 420, 460, 540), {"quality": 95}),
    ("grey", (100, 40, 300, 240), {"quality": 80}),
]


def piece(name, box, options):
    cropped = photograph.crop(box)
    if name == "grey":
        cropped = cropped.convert("L")
    buffer = io.BytesIO()
    cropped.save(buffer, "JPEG", **options)
    image = Image.open(buffer)
    return {
        "name": name,
        "jpeg": base64.b64encode(buffer.getvalue()).decode(),
        "hashes": {
            "average": str(imagehash.average_hash(image)),
            "difference": str(imagehash.dhash(image)),
            "perceptual": str(imagehash.phash(image)),
        },
    }


def resized(width, height, filter):
    y, x = np.mgrid[0:height, 0:width]
    pixels = ((x * x * 7 + y * y * 13 + x * y) // 64 % 256).astype("uint8")
    result = Image.fromarray(pixels).resize((24, 16), getattr(Image.Resampling, filter.upper()))
    return {"width": width, "height": height, "filter": filter, "pixels": np.asarray(result).ravel().tolist()}


write(
    "photographs",
    {
        "source": f"ImageHash {version('ImageHash')}, Pillow {version('pillow')}",
        "photographs": [piece(*one) for one in PIECES],
        "resized": [
            resized(900, 700, "lanczos"),
            resized(700, 900, "bicubic"),
            resized(11, 2000, "lanczos"),
            resized(24, 40, "bicubic"),
            resized(5, 16, "lanczos"),
        ],
    },
    "ingest",
)
