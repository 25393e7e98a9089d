"""Recurrent layers of PyTorch by the names and settings of Keras' layers."""

import numpy as np
import torch
from torch import nn
from torch_modules.parts import put


class Recurrent(nn.Module):
    def __init__(self, layer, whole):
        super().__init__()
        self.layer, self.whole = layer, whole

    def forward(self, x):
        outputs = self.layer(x)[0]
        return outputs if self.whole else outputs[:, -1]


def lstm(config, weights, _):
    """Its gates are in the order of Keras; PyTorch's second bias stays 0."""
    kernel, recurrent, bias = weights
    layer = nn.LSTM(kernel.shape[0], config["units"], batch_first=True)
    fill(layer, "", [kernel, recurrent, np.stack([bias, np.zeros_like(bias)])], range(4))
    return Recurrent(layer, config["return_sequences"])


# PyTorch has the reset gate before the update gate.
GRU_GATES = (1, 0, 2)


def gru(config, weights, _):
    layer = nn.GRU(weights[0].shape[0], config["units"], batch_first=True)
    fill(layer, "", weights, GRU_GATES)
    return Recurrent(layer, config["return_sequences"])


def bidirectional(config, weights, _):
    inner = config["layer"]["config"]
    if "GRU" not in config["layer"]["class_name"] or not inner["return_sequences"] or config["merge_mode"] != "concat":
        raise SystemExit("torch_modules/recurrent.py makes a bidirectional GRU over whole sequences only")
    layer = nn.GRU(weights[0].shape[0], inner["units"], batch_first=True, bidirectional=True)
    fill(layer, "", weights[:3], GRU_GATES)
    fill(layer, "_reverse", weights[3:], GRU_GATES)
    return Recurrent(layer, True)


def fill(layer, suffix, weights, gates):
    """Weights whose last axis holds the gates; `gates`: which of them is each of PyTorch's."""
    kernel, recurrent, biases = ([np.split(part, len(gates), -1)[gate] for gate in gates] for part in weights)
    put(getattr(layer, f"weight_ih_l0{suffix}"), np.concatenate(kernel, -1).T)
    put(getattr(layer, f"weight_hh_l0{suffix}"), np.concatenate(recurrent, -1).T)
    first, second = np.concatenate(biases, -1)
    put(getattr(layer, f"bias_ih_l0{suffix}"), first)
    put(getattr(layer, f"bias_hh_l0{suffix}"), second)


class ConvLstm(nn.Module):
    """Of "same" padding, which PyTorch does not have as a layer: one convolution for all frames, one for each state."""

    def __init__(self, config, weights, _):
        super().__init__()
        kernel, recurrent, bias = weights
        if config["padding"] != "same" or config["strides"] != [1, 1]:
            raise SystemExit('torch_modules/recurrent.py makes a ConvLSTM2D with padding "same" only')
        self.filters = config["filters"]
        self.of_input = nn.Conv2d(kernel.shape[2], kernel.shape[3], kernel.shape[:2], padding="same")
        self.of_state = nn.Conv2d(self.filters, kernel.shape[3], recurrent.shape[:2], padding="same", bias=False)
        put(self.of_input.weight, kernel.transpose(3, 2, 0, 1))
        put(self.of_input.bias, bias)
        put(self.of_state.weight, recurrent.transpose(3, 2, 0, 1))
        self.whole = config["return_sequences"]

    def forward(self, x):
        frames = x.movedim(1, 2)
        from_inputs = self.of_input(frames.flatten(0, 1)).unflatten(0, frames.shape[:2])
        state = torch.zeros_like(from_inputs[:, 0, : self.filters])
        cell, states = state, []
        for step in range(frames.shape[1]):
            gates = from_inputs[:, step] + self.of_state(state)
            entry, forget, update, exit_ = gates.chunk(4, 1)
            cell = torch.sigmoid(forget) * cell + torch.sigmoid(entry) * torch.tanh(update)
            state = torch.sigmoid(exit_) * torch.tanh(cell)
            states.append(state)
        return torch.stack(states, 2) if self.whole else state


RECURRENT = {
    "LSTM": lstm,
    "GRU": gru,
    "ResetAfterGRU": gru,
    "Bidirectional": bidirectional,
    "ConvLSTM2D": ConvLstm,
}
