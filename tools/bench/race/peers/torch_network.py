"""Builds a network that Sightline wrote out of PyTorch's own layers."""

import torch
from layers_model import check_copy
from torch import nn
from torch_modules.layers import make_layer


def build_network(network, logits=False):
    """The network with its weights, for images with the channels first; `logits`: without the softmax at its end."""
    inputs = channels_first(torch.from_numpy(network.inputs))
    with torch.no_grad():
        check_copy(Graph(network, exact=True).eval()(inputs), network)
        graph = Graph(network, logits=logits).eval()
        graph(inputs)
    return graph.train()


def channels_first(x):
    """Images, clips: `[batch, …, channels]` → `[batch, channels, …]`."""
    return x.movedim(-1, 1)


class Graph(nn.Module):
    """Layers in their order. `exact`: with TensorFlow's padding, which PyTorch's own is not where strides are even."""

    def __init__(self, network, exact=False, logits=False):
        super().__init__()
        self.output = network.output
        self.steps = [(node.name, node.inputs) for node in network.nodes]
        self.parts = nn.ModuleDict()
        for node in network.nodes:
            if not node.inputs:
                continue
            last = logits and node.name == network.output
            config = {**node.config, "activation": "linear"} if last else node.config
            self.parts[node.name] = make_layer(node.kind, config, node.weights, exact)

    def forward(self, x):
        values = {}
        for name, inputs in self.steps:
            values[name] = self.parts[name](*[values[source] for source in inputs]) if inputs else x
        return values[self.output]
