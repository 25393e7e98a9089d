"""Opens exported networks in TensorFlow and ONNX Runtime and compares what they give with what is expected. Prints one
line of JSON per file."""

import base64
import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import onnx
import onnxruntime
import tensorflow as tf


def tensor(value):
    """The array that a tensor of the list represents."""
    flat = np.frombuffer(base64.b64decode(value["data"]), dtype=np.dtype(value["dtype"]))
    return flat.reshape(value["shape"])


def difference(actual, expected):
    """The greatest difference, relative to 1 or the value."""
    actual = np.asarray(actual)
    if actual.shape != expected.shape or actual.dtype != expected.dtype:
        raise ValueError(f"gave {actual.dtype}{list(actual.shape)}, expected {expected.dtype}{list(expected.shape)}")
    one, other = actual.astype(np.float64), expected.astype(np.float64)
    with np.errstate(invalid="ignore"):
        relative = np.abs(one - other) / np.maximum(1, np.abs(other))
    equal = (one == other) | (np.isnan(one) & np.isnan(other))
    return float(np.max(np.where(equal, 0, np.nan_to_num(relative, nan=1e300, posinf=1e300)), initial=0))


def open_onnx(path):
    onnx.checker.check_model(path, full_check=True)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return lambda inputs: dict(zip(names, session.run(names, inputs)))


def open_saved_model(path):
    signature = tf.saved_model.load(os.path.dirname(path)).signatures["serving_default"]

    def run(inputs):
        results = signature(**{name: tf.constant(value) for name, value in inputs.items()})
        return {name: result.numpy() for name, result in results.items()}

    return run


OPENERS = {"onnx": open_onnx, "savedModel": open_saved_model}


def greatest_difference(run, trials):
    differences = [0.0]
    for trial in trials:
        results = run({name: tensor(value) for name, value in trial["inputs"].items()})
        if set(results) != set(trial["outputs"]):
            raise ValueError(f"has the outputs {sorted(results)}, expected {sorted(trial['outputs'])}")
        differences += [difference(results[name], tensor(value)) for name, value in trial["outputs"].items()]
    return max(differences)


def main(folder):
    with open(os.path.join(folder, "exports.json"), encoding="utf-8") as file:
        exports = json.load(file)
    for export in exports:
        for name, path in export["files"].items():
            result = {"name": export["name"], "format": name}
            try:
                run = OPENERS[name](os.path.join(folder, path))
                result["difference"] = greatest_difference(run, export["trials"])
            except Exception as error:  # whatever a reader says of the file is the result
                result["message"] = f"{type(error).__name__}: {error}"
            print(json.dumps(result), flush=True)


main(sys.argv[1])
