"""PyTorch as a contender: torch_bench.py train|predict WORKLOAD BATCH MODE."""

import os
import sys

import torch
from layers_model import read_network
from protocol import CLASSES, MOBILENET_STAGES, WORKLOADS, ZOO_SAMPLES, serve
from torch import nn
from torch.nn import functional as F
from torch_network import build_network


def mnist_cnn():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(1600, 128),
        nn.ReLU(),
        nn.Linear(128, CLASSES),
    )


def normalised(inputs, outputs, size, stride=1, groups=1):
    convolution = nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs))


class Residual(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = normalised(inputs, outputs, 3, stride)
        self.second = normalised(outputs, outputs, 3)
        self.shortcut = normalised(inputs, outputs, 1, 2) if stride == 2 else nn.Identity()

    def forward(self, x):
        return F.relu(self.shortcut(x) + self.second(F.relu(self.first(x))))


def resnet20():
    blocks, channels = [], 16
    for stage, filters in enumerate([16, 32, 64]):
        for block in range(3):
            blocks.append(Residual(channels, filters, 2 if stage and not block else 1))
            channels = filters
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, CLASSES)]
    return nn.Sequential(normalised(3, 16, 3), nn.ReLU(), *blocks, *head)


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, expansion, stride, residual):
        super().__init__()
        hidden = inputs * expansion
        expand = [normalised(inputs, hidden, 1), nn.ReLU6()] if expansion > 1 else []
        depthwise = normalised(hidden, hidden, 3, stride, hidden)
        self.body = nn.Sequential(*expand, depthwise, nn.ReLU6(), normalised(hidden, outputs, 1))
        self.residual = residual

    def forward(self, x):
        return x + self.body(x) if self.residual else self.body(x)


def mobilenetv2():
    blocks, channels = [], 32
    for expansion, filters, repeats, stride in MOBILENET_STAGES:
        for block in range(repeats):
            blocks.append(InvertedResidual(channels, filters, expansion, 1 if block else stride, block > 0))
            channels = filters
    head = [normalised(320, 1280, 1), nn.ReLU6(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1280, CLASSES)]
    return nn.Sequential(normalised(3, 32, 3, 2), nn.ReLU6(), *blocks, *head)


class CnnLstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.frame = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(2048, 64),
            nn.ReLU(),
        )
        self.lstm = nn.LSTM(64, 64, batch_first=True)
        self.head = nn.Linear(64, CLASSES)

    def forward(self, x):
        batch, steps = x.shape[:2]
        features = self.frame(x.flatten(0, 1)).reshape(batch, steps, 64)
        return self.head(self.lstm(features)[0][:, -1])


NETWORKS = {"mnist-cnn": mnist_cnn, "resnet20": resnet20, "mobilenetv2": mobilenetv2, "cnn-lstm": CnnLstm}


def main(task, workload, batch, mode):
    torch.manual_seed(0)
    if os.path.isdir(workload):
        network = read_network(workload)
        samples, model = ZOO_SAMPLES, build_network(network, logits=task == "train")
        channels_first = (network.shape[-1], *network.shape[:-1])
    else:
        shape, samples = WORKLOADS[workload]["shape"], WORKLOADS[workload]["samples"]
        model = NETWORKS[workload]()
        channels_first = (*shape[:-3], shape[-1], *shape[-3:-1])
    x = torch.rand(max(samples, batch), *channels_first)
    y = torch.randint(0, CLASSES, (len(x),))
    # A clip of the zoo has its channels before its frames.
    of_clips = torch.channels_last_3d if os.path.isdir(workload) else torch.contiguous_format
    layouts = {4: torch.channels_last, 5: of_clips}
    layout = torch.contiguous_format
    if mode != "eager":
        layout = layouts[x.dim()]
        for parameter in model.parameters():
            if parameter.dim() > 3:
                parameter.data = parameter.data.contiguous(memory_format=layouts[parameter.dim()])
        x = x.contiguous(memory_format=layout)
    low = torch.autocast("cpu", torch.bfloat16, enabled="bf16" in mode)

    if task == "predict":
        model.eval()
        forward = torch.compile(model) if "compile" in mode else model
        values = x[:batch]

        def run(steps):
            with torch.inference_mode(), low:
                for _ in range(steps):
                    forward(values)
            return steps * batch
    else:
        forward = torch.compile(model) if "compile" in mode else model
        optimizer = torch.optim.Adam(model.parameters(), 1e-3)

        def run(steps):
            order, correct = torch.randperm(len(x)), 0
            for step in range(steps):
                if (step + 1) * batch % len(x) < batch and step:
                    order = torch.randperm(len(x))
                start = step * batch % (len(x) - batch + 1)
                rows = order[start : start + batch]
                inputs, targets = x[rows].contiguous(memory_format=layout), y[rows]
                with low:
                    logits = forward(inputs)
                    loss = F.cross_entropy(logits, targets)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                optimizer.step()
                correct += (logits.detach().argmax(1) == targets).sum()
            return steps * batch

    run(3)
    serve(torch.__version__, run)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
