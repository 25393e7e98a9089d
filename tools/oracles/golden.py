"""What the oracle scripts share: how numbers are kept."""

import json
import os
import pathlib
import sys

os.environ.update(
    KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0"
)

import numpy as np

PACKAGES = pathlib.Path(__file__).parents[2] / "packages"


def numbers(values):
    """float32 values as a nested list, with the digits that tell them apart."""
    array = np.asarray(values, dtype="float32")
    return (
        np.vectorize(lambda value: float(f"{value:.9g}"), otypes=[object])(array).tolist()
        if array.size
        else array.tolist()
    )


def write(name, content, package="engine", lines=None):
    """A golden file; of the list that is called `lines`, each entry is a line, for others to change next to it."""
    text = json.dumps(content, separators=(",", ":"))
    if lines:
        entries = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in content[lines])
        rest = json.dumps({name: value for name, value in content.items() if name != lines}, separators=(",", ":"))
        text = f'{rest[:-1]},"{lines}":[\n{entries}\n]}}'
    path = (pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGES / package / "golden") / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n")
    print(path, path.stat().st_size, "bytes")
