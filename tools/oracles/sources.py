"""Files for the readers of packages/ingest, written by the programs whose formats they are: NumPy and TensorFlow. Read by its tests."""

import pathlib
import sys

import golden  # noqa: F401  keeps TensorFlow quiet
import numpy as np

FOLDER = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2] / "packages" / "ingest" / "golden"


def images(count, channels):
    index, y, x, channel = np.indices((count, 4, 5, channels))
    return ((index * 31 + y * 7 + x * 3 + channel * 101) % 256).astype("uint8")


def save(name, write):
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path)
    print(path, path.stat().st_size, "bytes")


save("digits.npz", lambda path: np.savez_compressed(
    path,
    x_train=images(4, 1)[..., 0], y_train=np.array([0, 1, 2, 0]),
    x_test=images(2, 1), y_test=np.array([[2], [1]], dtype="uint8"),
))
save("npy/x.npy", lambda path: np.save(path, images(3, 3)))
save("npy/y.npy", lambda path: np.save(path, np.array(["cat", "Zoë 🦓", "cat"])))
save("npy/big.npy", lambda path: np.save(path, np.array([7, 300, 0], dtype=">i4")))
