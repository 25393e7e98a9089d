"""Files for the readers of packages/ingest, written by the programs whose formats they are: NumPy and TensorFlow. Read
by its tests."""

import pathlib
import sys

import golden  # noqa: F401  keeps TensorFlow quiet
import numpy as np

FOLDER = (
    pathlib.Path(sys.argv[1])
    if len(sys.argv) > 1
    else pathlib.Path(__file__).parents[2] / "packages" / "ingest" / "golden"
)


def images(count, channels):
    index, y, x, channel = np.indices((count, 4, 5, channels))
    return ((index * 31 + y * 7 + x * 3 + channel * 101) % 256).astype("uint8")


def save(name, write):
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path)
    print(path, path.stat().st_size, "bytes")


save(
    "digits.npz",
    lambda path: np.savez_compressed(
        path,
        x_train=images(4, 1)[..., 0],
        y_train=np.array([0, 1, 2, 0]),
        x_test=images(2, 1),
        y_test=np.array([[2], [1]], dtype="uint8"),
    ),
)
save("npy/x.npy", lambda path: np.save(path, images(3, 3)))
save("npy/y.npy", lambda path: np.save(path, np.array(["cat", "Zoë 🦓", "cat"])))
save("npy/big.npy", lambda path: np.save(path, np.array([7, 300, 0], dtype=">i4")))


def archives():
    """An image folder in a zip and in tars of both dialects, with a path of more than 100 bytes."""
    import gzip
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
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w", format=dialect) as archive:
            for name, content in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
        path.write_bytes(gzip.compress(buffer.getvalue(), mtime=0) if path.suffix == ".gz" else buffer.getvalue())

    save("photos.zip", write_zip)
    save("photos.tar", lambda path: write_tar(path, tarfile.GNU_FORMAT))
    save("photos.tar.gz", lambda path: write_tar(path, tarfile.PAX_FORMAT))


archives()


def records():
    """tf.train.Example in TFRecord, plain and gzipped: labels as numbers and as text, boxes of some, none of one, no
    feature of another."""
    import tensorflow as tf

    def feature(value):
        if isinstance(value[0] if value else 0.5, bytes):
            return tf.train.Feature(bytes_list=tf.train.BytesList(value=value))
        if isinstance(value[0] if value else 0.5, int):
            return tf.train.Feature(int64_list=tf.train.Int64List(value=value))
        return tf.train.Feature(float_list=tf.train.FloatList(value=value))

    def write(path, examples, compression=""):
        with tf.io.TFRecordWriter(str(path), tf.io.TFRecordOptions(compression_type=compression)) as writer:
            for example in examples:
                features = {name: feature(value) for name, value in example.items()}
                writer.write(
                    tf.train.Example(features=tf.train.Features(feature=features)).SerializeToString(deterministic=True)
                )

    encoded = [tf.io.encode_png(image).numpy() for image in images(6, 3)]
    box = "image/object/bbox/"
    save(
        "records/birds-train.tfrecord",
        lambda path: write(
            path,
            [
                {"image/encoded": [encoded[0]], "image/class/label": [2], "patient": [b"seven"]},
                {"image/encoded": [encoded[1]], "image/class/label": [10], "patient": [-7]},
                {
                    "image/encoded": [encoded[2]],
                    "image/class/label": [0],
                    box + "xmin": [0.25, -0.5],
                    box + "xmax": [0.75, 1.5],
                    box + "ymin": [0.5, 0.0],
                    box + "ymax": [1.0, 0.125],
                    "image/object/class/text": [b"beak", "Flügel".encode()],
                },
            ],
        ),
    )
    save(
        "records/birds-test.tfrecord.gz",
        lambda path: write(
            path,
            [
                {
                    "image/encoded": [encoded[3]],
                    "image/class/label": [b"text"],
                    box + "xmin": [],
                    box + "xmax": [],
                    box + "ymin": [],
                    box + "ymax": [],
                },
            ],
            "GZIP",
        ),
    )


records()
