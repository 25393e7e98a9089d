"""imagehash as a contender: `imagehash_bench.py prepare|hashes|race FOLDER`, one core each."""

import io
import json
import pathlib
import sys

import imagehash
from importlib.metadata import version
from PIL import Image

sys.path.append(str(pathlib.Path(__file__).parents[1] / "race" / "peers"))
from protocol import serve

PIECES = 20
SIZES = [(256, 256), (640, 480)]
QUALITIES = [75, 85, 95]


def prepare(folder):
    """Writes pieces of three photographs that other packages carry, each brought to the size that is measured."""
    import matplotlib.cbook
    import numpy as np
    from sklearn.datasets import load_sample_images

    photographs = [Image.open(matplotlib.cbook.get_sample_data("grace_hopper.jpg"))]
    photographs += [Image.fromarray(image) for image in load_sample_images().images]
    random = np.random.default_rng(1)
    for size in SIZES:
        for index in range(PIECES):
            photograph = photographs[index % len(photographs)]
            width = int(random.integers(200, photograph.width // 2 + 200))
            height = min(width * size[1] // size[0], photograph.height)
            left = int(random.integers(0, photograph.width - min(width, photograph.width) + 1))
            top = int(random.integers(0, photograph.height - height + 1))
            piece = photograph.crop((left, top, min(left + width, photograph.width), top + height)).resize(size)
            target = folder / f"{size[0]}x{size[1]}"
            target.mkdir(exist_ok=True)
            piece.save(target / f"{index:02}.jpg", quality=QUALITIES[index % len(QUALITIES)])


def read(folder):
    return [path.read_bytes() for path in sorted(folder.glob("*.jpg"))]


def hash_of(encoded):
    return str(imagehash.phash(Image.open(io.BytesIO(encoded))))


def main():
    task, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    if task == "prepare":
        return prepare(folder)
    images = read(folder)
    if task == "hashes":
        return print(json.dumps([hash_of(encoded) for encoded in images]))

    def run(steps):
        for _ in range(steps):
            for encoded in images:
                hash_of(encoded)
        return steps * len(images)

    run(2)
    serve(f"{version('ImageHash')} (Pillow {version('pillow')})", run)


main()
