"""
Layers of PyTorch by the names and settings of Keras' layers. Images have their channels first here, `[batch, channels,
height, width]`, a clip's frames too, `[batch, frames, channels, height, width]`; sequences have them last.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": F.relu,
    "relu6": F.relu6,
    "swish": F.silu,
    "silu": F.silu,
    "gelu": F.gelu,
    "hardSwish": F.hardswish,
    "hardSigmoid": F.hardsigmoid,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softmax": lambda x: F.softmax(x, -1),
}


def make_layer(kind, config, weights, exact):
    """`exact`: with TensorFlow's padding, which PyTorch's own is not where strides are even."""
    if kind not in MAKERS:
        raise SystemExit(f"torch_layers.py makes no layer {kind}: add it there")
    return MAKERS[kind](config, weights, exact)


class Call(nn.Module):
    """A layer without weights."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *inputs):
        return self.function(*inputs)


class Window(nn.Module):
    """A convolution or pooling, then an activation."""

    def __init__(self, window, size, config, exact, fill=0.0):
        super().__init__()
        self.window, self.size, self.strides, self.fill = window, size, config["strides"], fill
        self.activation = ACTIVATIONS[config.get("activation", "linear")]
        same = config["padding"] == "same"
        self.uneven = same and exact
        if same and not exact:
            window.padding = tuple(length // 2 if sum(size) > len(size) else 0 for length in size)

    def forward(self, x):
        if self.uneven:
            x = F.pad(x, same_padding(x.shape[2:], self.size, self.strides), value=self.fill)
        return self.activation(self.window(x))


def same_padding(lengths, size, strides):
    """What TensorFlow adds, of the last dimension first, as F.pad takes it."""
    padding = []
    for length, window, stride in reversed(list(zip(lengths, size, strides, strict=True))):
        total = max((-(-length // stride) - 1) * stride + window - length, 0)
        padding += [total // 2, total - total // 2]
    return padding


def put(parameter, values):
    with torch.no_grad():
        parameter.copy_(torch.from_numpy(np.ascontiguousarray(values)))


def convolution(kind, spatial, depthwise=False):
    def make(config, weights, exact):
        kernel = weights[0]
        size = kernel.shape[:spatial]
        if depthwise:
            kernel = kernel.reshape(*size, 1, -1)
        outputs, groups = kernel.shape[-1], weights[0].shape[-2] if depthwise else config.get("groups", 1)
        inputs = kernel.shape[-2] * groups
        bias = config["use_bias"]
        dilation = config.get("dilation_rate", 1)
        window = kind(inputs, outputs, size, config["strides"], dilation=dilation, groups=groups, bias=bias)
        put(window.weight, np.moveaxis(kernel, (-1, -2), (0, 1)))
        if bias:
            put(window.bias, weights[1])
        return Window(window, size, config, exact)

    return make


def pooling(kind, fill=0.0):
    def make(config, _, exact):
        window = kind(tuple(config["pool_size"]), tuple(config["strides"]))
        return Window(window, config["pool_size"], config, exact, fill)

    return make


def batch_normalization(config, weights, _):
    kinds = {1: nn.BatchNorm1d, 2: nn.BatchNorm2d, 3: nn.BatchNorm3d}
    layer = kinds[config.get("dimensions", 2)](len(weights[0]), config["epsilon"], 1 - config["momentum"])
    for name, values in zip(("weight", "bias", "running_mean", "running_var"), weights, strict=True):
        put(getattr(layer, name), values)
    return layer


class LayerNormalization(nn.Module):
    def __init__(self, config, weights, _):
        super().__init__()
        self.layer = nn.LayerNorm(len(weights[0]), config["epsilon"])
        put(self.layer.weight, weights[0])
        put(self.layer.bias, weights[1])

    def forward(self, x):
        return self.layer(x.movedim(1, -1)).movedim(-1, 1) if x.dim() == 4 else self.layer(x)


def dense(config, weights, _):
    layer = nn.Linear(*weights[0].shape, bias=config["use_bias"])
    put(layer.weight, weights[0].T)
    if config["use_bias"]:
        put(layer.bias, weights[1])
    return nn.Sequential(layer, Call(ACTIVATIONS[config["activation"]]))


def reshape(config, *_):
    shape = config["target_shape"]

    def run(x):
        x = x.movedim(1, -1) if x.dim() == 4 else x
        x = x.reshape(len(x), *shape)
        return x.movedim(-1, 1) if x.dim() == 4 else x

    return Call(run)


def flatten(*_):
    return Call(lambda x: (x.movedim(-3, -1) if x.dim() > 3 else x).flatten(1))


def zero_padding(config, *_):
    padding = [amount for pair in reversed(config["padding"]) for amount in pair]
    return Call(lambda x: F.pad(x, padding))


class Frames(nn.Module):
    """A layer of images on each frame of a clip."""

    def __init__(self, config, weights, exact):
        super().__init__()
        inner = config["layer"]
        self.layer = make_layer(inner["class_name"], inner["config"], weights, exact)

    def forward(self, x):
        y = self.layer(x.flatten(0, 1))
        return y.reshape(*x.shape[:2], *y.shape[1:])


class Lstm(nn.Module):
    """Its gates are in the order of Keras; PyTorch's second bias stays 0."""

    def __init__(self, config, weights, _):
        super().__init__()
        kernel, recurrent, bias = weights
        self.layer = nn.LSTM(kernel.shape[0], config["units"], batch_first=True)
        put(self.layer.weight_ih_l0, kernel.T)
        put(self.layer.weight_hh_l0, recurrent.T)
        put(self.layer.bias_ih_l0, bias)
        nn.init.zeros_(self.layer.bias_hh_l0)
        self.whole = config["return_sequences"]

    def forward(self, x):
        outputs = self.layer(x)[0]
        return outputs if self.whole else outputs[:, -1]


def relu(config, *_):
    limit = config.get("max_value")
    return nn.ReLU() if limit is None else nn.ReLU6() if limit == 6 else nn.Hardtanh(0, limit)


MAKERS = {
    "Conv2D": convolution(nn.Conv2d, 2),
    "Conv3D": convolution(nn.Conv3d, 3),
    "DepthwiseConv2D": convolution(nn.Conv2d, 2, depthwise=True),
    "MaxPooling2D": pooling(nn.MaxPool2d, fill=-torch.inf),
    "AveragePooling2D": pooling(nn.AvgPool2d),
    "GlobalAveragePooling2D": lambda *_: Call(lambda x: x.mean((-2, -1))),
    "BatchNormalization": batch_normalization,
    "LayerNormalization": LayerNormalization,
    "Dense": dense,
    "Add": lambda *_: Call(lambda *inputs: sum(inputs[1:], inputs[0])),
    "Multiply": lambda *_: Call(torch.mul),
    "Concatenate": lambda *_: Call(lambda *inputs: torch.cat(inputs, 1 if inputs[0].dim() == 4 else -1)),
    "Activation": lambda config, *_: Call(ACTIVATIONS[config["activation"]]),
    "ReLU": relu,
    "Dropout": lambda config, *_: nn.Dropout(config["rate"]),
    "Flatten": flatten,
    "Reshape": reshape,
    "ZeroPadding2D": zero_padding,
    "TimeDistributed": Frames,
    "LSTM": Lstm,
}
