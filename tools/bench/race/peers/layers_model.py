"""Reads a network that Sightline wrote as a Layers model: model.json and weights.bin."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass
class Node:
    """One layer: its class, its settings as Keras names them, where its inputs come from, and its weights."""

    name: str
    kind: str
    config: dict
    inputs: list[str]
    weights: list[np.ndarray]


@dataclass
class Network:
    nodes: list[Node]
    output: str
    shape: tuple[int, ...]
    # What the network answers to `inputs`, to check that a copy of it is one.
    inputs: np.ndarray
    outputs: np.ndarray


def read_network(folder):
    folder = Path(folder)
    document = json.loads((folder / "model.json").read_text())
    config = document["modelTopology"]["config"]
    weights = read_weights(document["weightsManifest"][0]["weights"], (folder / "weights.bin").read_bytes())
    nodes = [node(layer, weights) for layer in config["layers"]]
    probe = json.loads((folder / "probe.json").read_text())
    arrays = {name: np.asarray(probe[name]["data"], "float32").reshape(probe[name]["shape"]) for name in probe}
    shape = tuple(nodes[0].config["batch_input_shape"][1:])
    return Network(nodes, config["output_layers"][0][0], shape, arrays["inputs"], arrays["outputs"])


def node(layer, weights):
    own = [value for name, value in weights if name.startswith(layer["config"]["name"] + "/")]
    inputs = [source for source, *_ in layer["inbound_nodes"][0]] if layer["inbound_nodes"] else []
    return Node(layer["config"]["name"], layer["class_name"], layer["config"], inputs, own)


def read_weights(manifest, data):
    offset, weights = 0, []
    for entry in manifest:
        count = int(np.prod(entry["shape"], dtype=np.int64))
        values = np.frombuffer(data, "<f4", count, offset).reshape(entry["shape"])
        weights.append((entry["name"], values))
        offset += values.nbytes
    return weights


def check_copy(outputs, network):
    """Raises an error when `outputs` are not what the network answers."""
    difference = float(np.abs(np.asarray(outputs) - network.outputs).max())
    if not difference < 1e-3:
        raise SystemExit(f"the copy computes something else: its outputs differ by {difference:.2g}")
