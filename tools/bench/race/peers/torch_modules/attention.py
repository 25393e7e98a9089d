"""Layers of attention, and of what is about them in a network, by the names and settings of Sightline's layers."""

import numpy as np
import torch
from torch import nn
from torch_modules.parts import ACTIVATIONS, Call, from_channels_first, put, to_channels_first


class LayerNormalization(nn.Module):
    def __init__(self, config, weights, _):
        super().__init__()
        self.layer = nn.LayerNorm(len(weights[0]), config["epsilon"])
        put(self.layer.weight, weights[0])
        put(self.layer.bias, weights[1])

    def forward(self, x):
        return to_channels_first(self.layer(from_channels_first(x)))


def dense(config, weights, _):
    layer = nn.Linear(*weights[0].shape, bias=config["use_bias"])
    put(layer.weight, weights[0].T)
    if config["use_bias"]:
        put(layer.bias, weights[1])
    return OnChannels(nn.Sequential(layer, Call(ACTIVATIONS[config["activation"]])))


class OnChannels(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return to_channels_first(self.layer(from_channels_first(x)))


class LayerScale(nn.Module):
    def __init__(self, _, weights, __):
        super().__init__()
        self.gamma = nn.Parameter(torch.from_numpy(weights[0].copy()))

    def forward(self, x):
        return x * (self.gamma[:, None, None] if x.dim() > 3 else self.gamma)


class SqueezeAndExcite(nn.Module):
    def __init__(self, config, weights, _):
        super().__init__()
        convolutions = [nn.Conv2d(*kernel.shape[2:], 1) for kernel in weights[::2]]
        for convolution, kernel, bias in zip(convolutions, weights[::2], weights[1::2], strict=True):
            put(convolution.weight, kernel.transpose(3, 2, 0, 1))
            put(convolution.bias, bias)
        activations = [Call(ACTIVATIONS[config[f"{name}_activation"]]) for name in ("squeeze", "excite")]
        self.gates = nn.Sequential(*[part for pair in zip(convolutions, activations, strict=True) for part in pair])

    def forward(self, x):
        return x * self.gates(x.mean((2, 3), keepdim=True))


class PatchEmbedding(nn.Module):
    def __init__(self, config, weights, _):
        super().__init__()
        size = config["patch_size"]
        self.convolution = nn.Conv2d(weights[0].shape[2], config["output_dim"], size, size)
        put(self.convolution.weight, weights[0].transpose(3, 2, 0, 1))
        put(self.convolution.bias, weights[1])

    def forward(self, x):
        return self.convolution(x).flatten(2).transpose(1, 2)


class ClassToken(nn.Module):
    def __init__(self, _, weights, __):
        super().__init__()
        self.token = nn.Parameter(torch.from_numpy(weights[0].copy()))

    def forward(self, x):
        return torch.cat([self.token.expand(len(x), -1, -1), x], 1)


class PositionalEmbedding(nn.Module):
    def __init__(self, _, weights, __):
        super().__init__()
        self.embeddings = nn.Parameter(torch.from_numpy(weights[0].copy()))

    def forward(self, x):
        return x + self.embeddings


class MultiHeadAttention(nn.Module):
    def __init__(self, config, weights, _):
        super().__init__()
        width, heads = weights[0].shape[0], config["num_heads"]
        if heads * config["key_dim"] != width or config["key_dim"] != config["value_dim"]:
            raise SystemExit("torch_modules/attention.py makes a MultiHeadAttention whose heads share its width only")
        bias = config["use_bias"]
        self.layer = nn.MultiheadAttention(width, heads, config["dropout"], bias, batch_first=True)
        *kernels, last = [kernel.reshape(width, width).T for kernel in (weights[::2] if bias else weights)]
        put(self.layer.in_proj_weight, np.concatenate(kernels))
        put(self.layer.out_proj.weight, last)
        if bias:
            *biases, last = [values.reshape(-1) for values in weights[1::2]]
            put(self.layer.in_proj_bias, np.concatenate(biases))
            put(self.layer.out_proj.bias, last)

    def forward(self, query, value=None):
        value = query if value is None else value
        return self.layer(query, value, value, need_weights=False)[0]


ATTENTION = {
    "ClassToken": ClassToken,
    "Dense": dense,
    "LayerNormalization": LayerNormalization,
    "LayerScale": LayerScale,
    "MultiHeadAttention": MultiHeadAttention,
    "PatchEmbedding": PatchEmbedding,
    "PositionalEmbedding": PositionalEmbedding,
    "SqueezeAndExcite": SqueezeAndExcite,
}
