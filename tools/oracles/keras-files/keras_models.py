"""Small networks as Keras 3 and Keras 2 save them, and what they say: the files that weights are read from."""

from golden import PACKAGES, numbers  # isort: skip (it sets the environment that Keras reads)

import json
import pathlib
import sys

import keras
import numpy as np
import tf_keras

FOLDER = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGES / "models" / "golden" / "keras"
SAMPLES = 2


def image(k):
    """Convolutions, batch normalisation, depthwise and separable convolutions, dropout, dense."""
    L = k.layers
    return k.Sequential(
        [
            L.Input((8, 8, 2)),
            L.Conv2D(3, 3, name="conv", activation="relu"),
            L.BatchNormalization(name="norm"),
            L.DepthwiseConv2D(3, name="depthwise", padding="same"),
            L.SeparableConv2D(4, 3, name="separable"),
            L.GlobalAveragePooling2D(name="pool"),
            L.Dropout(0.2, name="dropout"),
            L.Dense(3, name="head", activation="softmax"),
        ],
        name="image",
    )


def sequence(k):
    """An LSTM in both directions, a GRU, multi-head attention, a dense layer of each step."""
    L = k.layers
    x = inputs = k.Input((5, 4), name="steps")
    x = L.Bidirectional(L.LSTM(2, return_sequences=True), name="both")(x)
    x = L.GRU(4, return_sequences=True, name="gru")(x)
    x = L.MultiHeadAttention(2, 3, name="attention")(x, x)
    x = L.LayerNormalization(name="norm")(x)
    x = L.TimeDistributed(L.Dense(4), name="each")(x)
    x = L.LSTM(3, name="last")(x)
    return k.Model(inputs, L.Dense(2, name="head")(x), name="sequence")


def nested(k):
    """A model within a model, and one of them for each frame."""
    L = k.layers
    frame = k.Sequential(
        [
            L.Input((6, 6, 1)),
            L.Conv2D(2, 3, name="frame_conv"),
            L.BatchNormalization(name="frame_norm"),
            L.Flatten(name="frame_flat"),
            L.Dense(4, name="frame_dense"),
        ],
        name="frame",
    )
    x = inner = k.Input((4,), name="features")
    block = k.Model(inner, L.Dense(4, name="block_dense")(L.BatchNormalization(name="block_norm")(x)), name="block")
    inputs = k.Input((3, 6, 6, 1), name="clip")
    x = L.TimeDistributed(frame, name="frames")(inputs)
    x = L.GlobalAveragePooling1D(name="mean")(x)
    return k.Model(inputs, L.Dense(2, name="head")(block(x)), name="nested")


def save(k, build, formats):
    model = build(k)
    random = np.random.default_rng(7)
    model.set_weights([random.uniform(0.1, 0.9, weight.shape).astype("float32") for weight in model.get_weights()])
    inputs = random.random((SAMPLES, *model.input_shape[1:]), dtype="float32")
    for ending, write in formats.items():
        path = FOLDER / f"{model.name}{ending}"
        write(model, str(path))
        print(path, path.stat().st_size, "bytes")
    return {"inputs": numbers(inputs), "outputs": numbers(model(inputs))}


KERAS3 = {
    ".keras": lambda model, path: model.save(path),
    ".weights.h5": lambda model, path: model.save_weights(path),
    ".h5": lambda model, path: model.save(path),
}
KERAS2 = {
    ".keras2.h5": lambda model, path: model.save(path),
    ".keras2-weights.h5": lambda model, path: model.save_weights(path),
}

FOLDER.mkdir(parents=True, exist_ok=True)
golden = {
    "source": f"Keras {keras.__version__}, tf-keras {tf_keras.__version__}",
    "keras3": {build.__name__: save(keras, build, KERAS3) for build in (image, sequence, nested)},
    "keras2": {build.__name__: save(tf_keras, build, KERAS2) for build in (image, sequence, nested)},
}
path = FOLDER / "outputs.json"
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(path, path.stat().st_size, "bytes")
