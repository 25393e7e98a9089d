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


def archives():
    """An image folder in a zip and in tars of both dialects, with a path of more than 100 bytes."""
    import io
    import tarfile
    import zipfile

    import tensorflow as tf

    deep = "photos/dog/" + "a long name/" * 10 + "é 🐕.png"
    names = ["photos/cat/0.png", "photos/cat/1.png", "photos/dog/0.png", deep]
    files = {name: tf.io.encode_png(image).numpy() for name, image in zip(names, images(4, 3))}

    def write_zip(path):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)

    def write_tar(path, dialect):
        with tarfile.open(path, "w:gz" if path.suffix == ".gz" else "w", format=dialect) as archive:
            for name, content in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))

    save("photos.zip", write_zip)
    save("photos.tar", lambda path: write_tar(path, tarfile.GNU_FORMAT))
    save("photos.tar.gz", lambda path: write_tar(path, tarfile.PAX_FORMAT))


archives()
