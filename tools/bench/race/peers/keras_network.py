"""Builds a network that Sightline wrote out of Keras' own layers."""

import inspect

import keras
from keras import layers, ops
from keras_own_layers import ACTIVATIONS, OWN
from layers_model import check_copy

WRAPPED = {"TimeDistributed", "Bidirectional"}
LEFT_OUT = ("initializer", "regularizer", "constraint")


def build_network(network, logits=False):
    """The network with its weights; `logits`: without the softmax at its end."""
    built, values = {}, {}
    for node in network.nodes:
        if node.kind == "InputLayer":
            values[node.name] = inputs = keras.Input(network.shape)
            continue
        sources = [values[name] for name in node.inputs]
        config = node.config
        if logits and node.name == network.output:
            config = {**config, "activation": "linear"}
        built[node.name] = layer = make_layer(node.kind, config)
        values[node.name] = apply(layer, sources)
    model = keras.Model(inputs, values[network.output])
    for node in network.nodes:
        if node.weights:
            built[node.name].set_weights(node.weights)
    if not logits:
        check_copy(ops.convert_to_numpy(model(network.inputs, training=False)), network)
    return model


def apply(layer, sources):
    if isinstance(layer, layers.MultiHeadAttention):
        return layer(sources[0], sources[-1])
    return layer(sources if len(sources) > 1 else sources[0])


def make_layer(kind, config):
    cls = OWN.get(kind) or getattr(layers, kind, None)
    if cls is None:
        raise SystemExit(f"Keras has no layer {kind}: add it to keras_network.py")
    if kind in WRAPPED:
        inner = make_layer(config["layer"]["class_name"], config["layer"]["config"])
        more = {"merge_mode": config["merge_mode"]} if kind == "Bidirectional" else {}
        return cls(inner, name=config["name"], **more)
    known = inspect.signature(cls.__init__).parameters
    settings = {key: value for key, value in config.items() if key in known and not key.endswith(LEFT_OUT)}
    if "activation" in settings:
        settings["activation"] = ACTIVATIONS.get(settings["activation"], settings["activation"])
    return cls(**{**settings, "name": config["name"]})
