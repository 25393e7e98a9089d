"""Keras' defaults: the settings of each layer that is here as well, where nothing but what it needs is given, and the
weights that start at one number."""

from golden import write  # isort: skip (it sets the environment that Keras reads)

import json

import keras
import numpy as np
from layers import LAYERS, camel

NEEDED = {
    "activation": {"activation": "relu"},
    "additiveAttention": {},
    **{f"adaptive{kind}Pooling{n}d": {"output_size": 2} for kind in ("Average", "Max") for n in (1, 2, 3)},
    "attention": {},
    "averagePooling1d": {"pool_size": 2},
    "averagePooling2d": {"pool_size": 2},
    "averagePooling3d": {"pool_size": 2},
    "batchNormalization": {},
    "categoryEncoding": {"num_tokens": 2},
    "centerCrop": {"height": 1, "width": 1},
    "concatenate": {},
    "conv1d": {"filters": 2, "kernel_size": 2},
    "conv1dTranspose": {"filters": 2, "kernel_size": 2},
    "conv2d": {"filters": 2, "kernel_size": 2},
    "conv2dTranspose": {"filters": 2, "kernel_size": 2},
    "conv3d": {"filters": 2, "kernel_size": 2},
    "conv3dTranspose": {"filters": 2, "kernel_size": 2},
    "convLstm2d": {"filters": 2, "kernel_size": 2},
    "cropping1d": {},
    "cropping2D": {"cropping": 1},
    "cropping3d": {},
    "dense": {"units": 2},
    "depthwiseConv1d": {"kernel_size": 2},
    "depthwiseConv2d": {"kernel_size": 2},
    "dot": {"axes": 1},
    "dropout": {"rate": 0.5},
    "einsumDense": {"equation": "ab,bc->ac", "output_shape": 2},
    "elu": {},
    "embedding": {"input_dim": 3, "output_dim": 2},
    "flatten": {},
    "gaussianDropout": {"rate": 0.5},
    "gaussianNoise": {"stddev": 1.0},
    "globalAveragePooling2d": {},
    "globalAveragePooling3d": {},
    "globalMaxPooling2d": {},
    "globalMaxPooling3d": {},
    "groupNormalization": {},
    "gru": {"units": 2},
    "layerNormalization": {},
    "leakyReLU": {},
    "lstm": {"units": 2},
    "masking": {},
    "maxPooling1d": {"pool_size": 2},
    "maxPooling2d": {"pool_size": 2},
    "maxPooling3d": {"pool_size": 2},
    "multiHeadAttention": {"num_heads": 2, "key_dim": 2},
    "prelu": {},
    "reLU": {},
    "rescaling": {"scale": 2.0},
    "rmsNormalization": {},
    "resizing": {"height": 1, "width": 1},
    "separableConv1d": {"filters": 2, "kernel_size": 2},
    "separableConv2d": {"filters": 2, "kernel_size": 2},
    **{f"spatialDropout{n}d": {"rate": 0.5} for n in (1, 2, 3)},
    "simpleRNN": {"units": 2},
    "softmax": {},
    "unitNormalization": {},
    "upSampling1d": {},
    "upSampling2d": {},
    "upSampling3d": {},
    "zeroPadding1d": {},
    "zeroPadding2d": {},
    "zeroPadding3d": {},
}
SHAPES = {
    "dense": (1, 3),
    "prelu": (1, 3),
    "batchNormalization": (1, 3),
    "groupNormalization": (1, 32),
    "layerNormalization": (1, 3),
    "rmsNormalization": (1, 3),
    "lstm": (1, 2, 3),
    "gru": (1, 2, 3),
    "simpleRNN": (1, 2, 3),
    "convLstm2d": (1, 2, 3, 3, 1),
    "conv1d": (1, 4, 2),
    "conv1dTranspose": (1, 4, 2),
    "conv2d": (1, 3, 3, 1),
    "conv2dTranspose": (1, 3, 3, 1),
    "conv3d": (1, 3, 3, 3, 1),
    "conv3dTranspose": (1, 3, 3, 3, 1),
    "depthwiseConv1d": (1, 4, 2),
    "depthwiseConv2d": (1, 3, 3, 1),
    "einsumDense": (1, 3),
    "separableConv1d": (1, 4, 2),
    "separableConv2d": (1, 3, 3, 1),
}
NAMES = {"leakyReLU": {"negativeSlope": "alpha"}}


def plain(value):
    if isinstance(value, dict) and "class_name" in value:
        return value["class_name"]
    return camel(value) if isinstance(value, str) else value


def constants(layer, shape):
    """What a weight holds that starts without chance, flat; None for one that is drawn."""
    layer(np.zeros(shape, "float32"))
    first = [np.asarray(variable) for variable in layer.variables if variable.dtype == "float32"]
    again = type(layer).from_config(layer.get_config())
    again(np.zeros(shape, "float32"))
    second = [np.asarray(variable) for variable in again.variables if variable.dtype == "float32"]
    return [one.ravel().tolist() if np.array_equal(one, other) else None for one, other in zip(first, second)]


def defaults(name, needed):
    layer = LAYERS[name.lower()](**needed)
    config = {
        NAMES.get(name, {}).get(camel(key), camel(key)): plain(value) for key, value in layer.get_config().items()
    }
    given = {camel(key): value for key, value in needed.items()}
    known = {"layer": name, "given": given, "settings": json.loads(json.dumps(config))}
    return {**known, "shape": SHAPES[name], "weights": constants(layer, SHAPES[name])} if name in SHAPES else known


if __name__ == "__main__":
    write("defaults", {"source": f"Keras {keras.__version__}", "layers": [defaults(*each) for each in NEEDED.items()]})
