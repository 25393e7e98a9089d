"""Small images with one fault each, cleanvision's scores and verdicts of them with its default settings, and
imagehash's hashes."""

from golden import numbers, write

import base64
import io
import pathlib
import tempfile

import imagehash
import numpy as np
from cleanvision import Imagelab
from importlib.metadata import version
from PIL import Image, ImageFilter

random = np.random.default_rng(5)

CHECKS = [
    "dark",
    "light",
    "blurry",
    "low_information",
    "odd_aspect_ratio",
    "odd_size",
    "grayscale",
    "exact_duplicates",
    "near_duplicates",
]


def scene(width, height, detail=1.0):
    """A gradient with discs and some noise: no two alike."""
    y, x = np.mgrid[0:height, 0:width]
    image = np.stack([60 + 120 * x / width, 70 + 110 * y / height, 160 - 90 * x / width], axis=-1)
    for _ in range(6):
        cx, cy, r = random.uniform(0, width), random.uniform(0, height), random.uniform(4, 14)
        image[(x - cx) ** 2 + (y - cy) ** 2 < r * r] = random.uniform(0, 255, 3)
    image += detail * random.integers(-3, 4, image.shape)
    return np.clip(image, 0, 255).astype("uint8")


def scaled(image, factor, offset=0):
    return np.clip(image * factor + offset, 0, 255).astype("uint8")


def blurred(image, radius):
    return np.asarray(Image.fromarray(image).filter(ImageFilter.GaussianBlur(radius)))


first = scene(48, 40)
images = {f"plain-{index}": scene(48 - index, 40) for index in range(9)}
images |= {
    "wide": scene(90, 30),
    "odd-ratio": scene(80, 20),
    "tall": scene(14, 50),
    "small": scene(4, 5),
    "large": scene(150, 120, detail=0),
    "dark": scaled(first, 0.25),
    "nearly-dark": scaled(first, 0.4),
    "very-dark": scaled(first, 0.02),
    "light": scaled(first, 0.04, 244),
    "nearly-light": scaled(first, 0.1, 232),
    "white": np.full((40, 40, 3), 255, "uint8"),
    "black": np.zeros((40, 40, 3), "uint8"),
    "blurry": blurred(scene(60, 50, detail=0), 9),
    "slightly-blurry": blurred(scene(60, 50, detail=0), 2),
    "two-levels": np.where(scene(44, 44)[..., :1] > 120, 230, 20).repeat(3, axis=-1).astype("uint8"),
    "grey": scene(46, 40)[..., 0],
    "grey-dark": scaled(scene(46, 40)[..., 1], 0.2),
    "noise": random.integers(0, 256, (20, 24, 3)).astype("uint8"),
    "copy": images["plain-0"],
    "near": scaled(images["plain-1"], 1, 2),
    "tiny": scene(2, 2),
    "reduced": blurred(scene(128, 96, detail=0), 1),
}

with tempfile.TemporaryDirectory() as folder:
    encoded = {}
    for name, pixels in images.items():
        path = pathlib.Path(folder) / f"{name}.png"
        Image.fromarray(pixels).save(path, optimize=True)
        encoded[name] = base64.b64encode(path.read_bytes()).decode()
    lab = Imagelab(data_path=folder, verbose=False)
    lab.find_issues(n_jobs=1, verbose=False)
    found = lab.issues.rename(index=lambda path: pathlib.Path(path).stem)

    def hashes(name):
        image = Image.open(pathlib.Path(folder) / f"{name}.png")
        return {
            "average": str(imagehash.average_hash(image)),
            "difference": str(imagehash.dhash(image)),
            "perceptual": str(imagehash.phash(image)),
        }

    write(
        "images",
        {
            "source": ", ".join(f"{name} {version(name.lower())}" for name in ("cleanvision", "ImageHash", "Pillow")),
            "images": [
                {
                    "name": name,
                    "png": encoded[name],
                    "scores": {check: float(numbers(found.loc[name, f"{check}_score"])) for check in CHECKS},
                    "issues": [check for check in CHECKS if found.loc[name, f"is_{check}_issue"]],
                    "hashes": hashes(name),
                }
                for name in images
            ],
        },
        "ingest",
    )
