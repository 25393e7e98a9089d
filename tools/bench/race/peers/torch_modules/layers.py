"""
Layers of PyTorch by the names and settings of Keras' layers. Images and clips have their channels first, as PyTorch has
them: `[batch, channels, height, width]`, `[batch, channels, frames, height, width]`. Sequences have them last.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch_modules.attention import ATTENTION
from torch_modules.parts import ACTIVATIONS, Call, from_channels_first, put, to_channels_first
from torch_modules.recurrent import RECURRENT

def make_layer(kind, config, weights, exact):
    """`exact`: with TensorFlow's padding, which PyTorch's own is not where strides are even."""
    if kind not in MAKERS:
        raise SystemExit(f"torch_modules/layers.py makes no layer {kind}: add it there")
    return MAKERS[kind](config, weights, exact)


class Window(nn.Module):
    """
    A convolution or pooling, then an activation. What "same" adds is decided with the first input: as TensorFlow does
    in the exact form or where the outputs would have another size, else half of it on each side.
    """

    def __init__(self, window, size, config, exact, fill=0.0):
        super().__init__()
        self.window, self.size, self.strides, self.fill = window, size, config["strides"], fill
        self.activation = ACTIVATIONS[config.get("activation", "linear")]
        self.same, self.exact = config["padding"] == "same", exact
        self.uneven = None

    def forward(self, x):
        if self.same and self.uneven is None:
            self.decide(x.shape[2:])
        if self.uneven:
            x = F.pad(x, self.uneven, value=self.fill)
        return self.activation(self.window(x))

    def decide(self, lengths):
        axes = list(zip(lengths, self.size, self.strides, strict=True))
        halves = [-(-max(size - stride, 0) // 2) for _, size, stride in axes]
        fits = all(
            (length + 2 * half - size) // stride + 1 == -(-length // stride)
            for half, (length, size, stride) in zip(halves, axes, strict=True)
        )
        self.uneven = same_padding(*zip(*axes, strict=True)) if self.exact or not fits else []
        if not self.uneven:
            self.window.padding = tuple(halves)


def same_padding(lengths, size, strides):
    """What TensorFlow adds, of the last dimension first, as F.pad takes it."""
    padding = []
    for length, window, stride in reversed(list(zip(lengths, size, strides, strict=True))):
        total = max((-(-length // stride) - 1) * stride + window - length, 0)
        padding += [total // 2, total - total // 2]
    return padding


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
    layer = nn.BatchNorm2d(len(weights[0]), config["epsilon"], 1 - config["momentum"])
    for name, values in zip(("weight", "bias", "running_mean", "running_var"), weights, strict=True):
        put(getattr(layer, name), values)
    return layer


def reshape(config, *_):
    """As Keras' Reshape; one of TensorFlow's batches too may become more or fewer."""
    shape = config["target_shape"]
    return Call(lambda x: to_channels_first(from_channels_first(x).reshape(-1, *shape)))


def flatten(*_):
    return Call(lambda x: from_channels_first(x).flatten(1))


def zero_padding(config, *_):
    padding = [amount for pair in reversed(config["padding"]) for amount in pair]
    return Call(lambda x: F.pad(x, padding))


def cropping(config, *_):
    padding = [-amount for pair in reversed(config["cropping"]) for amount in pair]
    return Call(lambda x: F.pad(x, padding))


def dot(config, *_):
    if config["axes"] != 1 or config["normalize"]:
        raise SystemExit("torch_modules/layers.py makes a Dot over the first axis only")
    return Call(lambda first, second: first.transpose(1, 2) @ second)


def relu(config, *_):
    limit = config.get("max_value")
    return nn.ReLU() if limit is None else nn.ReLU6() if limit == 6 else nn.Hardtanh(0, limit)


MAKERS = {
    "Conv2D": convolution(nn.Conv2d, 2),
    "Conv3D": convolution(nn.Conv3d, 3),
    "DepthwiseConv2D": convolution(nn.Conv2d, 2, depthwise=True),
    "MaxPooling3D": pooling(nn.MaxPool3d, fill=-torch.inf),
    "MaxPooling2D": pooling(nn.MaxPool2d, fill=-torch.inf),
    "AveragePooling2D": pooling(nn.AvgPool2d),
    "GlobalAveragePooling2D": lambda *_: Call(lambda x: x.mean((-2, -1))),
    "BatchNormalization": batch_normalization,
    "Add": lambda *_: Call(lambda *inputs: sum(inputs[1:], inputs[0])),
    "Multiply": lambda *_: Call(torch.mul),
    "Concatenate": lambda *_: Call(lambda *inputs: torch.cat(inputs, 1 if inputs[0].dim() > 3 else -1)),
    "Dot": dot,
    "Softmax": lambda *_: Call(ACTIVATIONS["softmax"]),
    "Activation": lambda config, *_: Call(ACTIVATIONS[config["activation"]]),
    "ReLU": relu,
    "Dropout": lambda config, *_: nn.Dropout(config["rate"]),
    "Flatten": flatten,
    "Reshape": reshape,
    "BatchReshape": reshape,
    "ZeroPadding2D": zero_padding,
    "Cropping2D": cropping,
    **ATTENTION,
    **RECURRENT,
}
