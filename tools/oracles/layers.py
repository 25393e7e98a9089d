"""Keras' layers on small data: their outputs, the gradients of inputs and weights, and their statistics after a
training step."""

from golden import numbers, write  # isort: skip (it sets the environment that Keras reads)
import compositions  # isort: skip

import json
import re
import zlib

import keras
import numpy as np
import tensorflow as tf
from keras.src.applications import convnext

# By tfjs' names in small letters. Keras 3 has no separate thresholded ReLU: its ReLU takes the threshold.
LAYERS = {name.lower(): layer for name, layer in vars(keras.layers).items() if isinstance(layer, type)}
LAYERS |= {"sequential": keras.Sequential, "thresholdedrelu": keras.layers.ReLU}
LAYERS |= {"layerscale": convnext.LayerScale, "stochasticdepth": convnext.StochasticDepth}
LAYERS |= {name.lower(): layer for name, layer in vars(compositions).items() if isinstance(layer, type)}


class Layer:
    """A layer in both spellings: Keras' settings, and what tfjs calls otherwise (None for what it has not)."""

    def __init__(self, layer, /, tfjs=None, **settings):
        self.layer, self.settings, self.tfjs = layer, settings, tfjs or {}

    def config(self):
        settings = {
            camel(name): translated(value) for name, value in self.settings.items() if not callable(value)
        } | self.tfjs
        return {"layer": self.layer, "config": {name: value for name, value in settings.items() if value is not None}}

    def build(self):
        return LAYERS[self.layer.lower()](**{name: built(value) for name, value in self.settings.items()})


def camel(name):
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def translated(value):
    if isinstance(value, Layer):
        return value.config()
    if isinstance(value, (list, tuple)):
        return [translated(each) for each in value]
    return camel(value) if isinstance(value, str) else value


def built(value):
    if isinstance(value, Layer):
        return value.build()
    return [built(each) for each in value] if isinstance(value, list) else value


class Case(Layer):
    """A layer and what it is called with.

    classes: the inputs are class numbers; masked: some time steps are 0; largest: the largest input; states: the
    further inputs are the initial states; mask: the last input is a mask of attention; arguments: settings of tfjs'
    layer that Keras takes where it is called.
    """

    def __init__(
        self,
        layer,
        /,
        *shapes,
        classes=None,
        masked=False,
        largest=1,
        states=False,
        mask=False,
        training=False,
        trainable=True,
        arguments=None,
        **settings,
    ):
        super().__init__(layer, **settings)
        self.arguments = arguments or {}
        self.shapes, self.classes, self.masked, self.largest = shapes, classes, masked, largest
        self.states, self.mask, self.training, self.trainable = states, mask, training, trainable

    def config(self):
        config = super().config()
        arguments = {camel(name): value for name, value in self.arguments.items()}
        arguments |= {"useAttentionMask": True} if self.mask else {}
        return {**config, "config": {**config["config"], **arguments}}

    def evaluate(self):
        head = {
            **self.config(),
            "classes": self.classes,
            "states": self.states,
            "training": self.training,
            "frozen": not self.trainable,
        }
        head = {name: value for name, value in head.items() if value not in (None, False)}
        # The numbers of a case follow from its settings, not from the cases before it.
        random = np.random.default_rng(zlib.crc32(json.dumps([head, self.shapes, self.masked, self.largest]).encode()))
        inputs = [self.draw_input(random, shape) for shape in self.shapes]
        if self.mask:
            # Where nothing counts, Keras weighs all alike or nothing, by how it computes.
            inputs[-1] = np.maximum(inputs[-1] > -0.3, np.arange(self.shapes[-1][-1]) == 0).astype(float)
        tensors = [tf.constant(value, "float32") for value in inputs]
        layer = self.build()
        self.call(layer, tensors)
        layer.trainable = self.trainable
        # What recurrent layers draw dropout from is not a statistic.
        others = [variable for variable in layer.non_trainable_variables if variable.dtype == "float32"]
        for variable in [*layer.trainable_variables, *others]:
            variable.assign(
                drawn(random, variable.shape, positive="gamma" in variable.name or "variance" in variable.name)
            )
        weights, statistics = (
            [np.asarray(variable, "float64").round(3).tolist() for variable in variables]
            for variables in (layer.trainable_variables, others)
        )
        with tf.GradientTape() as tape:
            tape.watch(tensors)
            outputs = self.call(layer, tensors)
            cotangents = [drawn(random, output.shape) for output in outputs]
            total = tf.add_n(
                [tf.reduce_sum(output * tf.constant(by, "float32")) for output, by in zip(outputs, cotangents)]
            )
        sources = {
            "inputs": [] if self.classes else tensors,
            "weights": [variable.value for variable in layer.trainable_variables],
        }
        gradients = tape.gradient(total, sources, unconnected_gradients="zero")
        return {
            **head,
            "inputs": [value.tolist() for value in inputs],
            "weights": weights,
            "statistics": statistics,
            "outputs": [numbers(output) for output in outputs],
            "cotangents": [value.tolist() for value in cotangents],
            "gradients": {
                name: [numbers(tf.convert_to_tensor(each)) for each in of]
                for name, of in gradients.items()
            },
            "statisticsAfter": [numbers(variable) for variable in others],
        }

    def draw_input(self, random, shape):
        if self.classes:
            return random.integers(0, self.classes, shape)
        values = (drawn(random, shape) * self.largest).round(3)
        if self.masked:
            values[0, 1] = values[1, -2:] = 0
        return values

    def call(self, layer, tensors):
        # Of convolutions over channels that come first, TensorFlow has none for the CPU; XLA has. Keras adds their bias
        # to the last axis where that is of the same size: no case has it so.
        # Nor has it any of dilated transposed convolutions.
        is_xla = "data_format" in self.settings or ("Transpose" in self.layer and "dilation_rate" in self.settings)
        run = tf.function(layer, jit_compile=True) if is_xla else layer
        if self.states:
            outputs = run(tensors[0], initial_state=tensors[1:], training=self.training)
        elif self.layer == "multiHeadAttention":
            # Of one input to itself, as everywhere here.
            given, mask = (tensors[:-1], {"attention_mask": tensors[-1]}) if self.mask else (tensors, {})
            given = given if len(given) > 1 else given * 2
            outputs = run(*given, **mask, training=self.training, **self.arguments)
        else:
            outputs = run(tensors if len(tensors) > 1 else tensors[0], training=self.training, **self.arguments)
        return outputs if isinstance(outputs, (list, tuple)) else [outputs]


def drawn(random, shape, positive=False):
    """Three decimals, kept as such in the file: float32 makes the same of them everywhere."""
    return random.uniform(*((0.5, 1.5) if positive else (-1, 1)), shape).round(3)


def stack(*layers):
    return {"layers": list(layers)}


ROWS, SEQUENCE, IMAGE, VOLUME, CHANNELS_FIRST = (3, 4), (2, 4, 3), (2, 5, 4, 2), (1, 3, 4, 3, 2), (2, 2, 4, 3)
FIRST = {"data_format": "channels_first"}
SAME, CONV = {"padding": "same"}, {"filters": 3, "kernel_size": 3}
SMALL = {"filters": 2, "kernel_size": 2}
MASK = Layer("masking", mask_value=0.0)
# tfjs' recurrent layers have hardSigmoid by default, where Keras has sigmoid.
GATES = {"tfjs": {"recurrentActivation": "sigmoid"}}
PLAIN = {"tfjs": {"recurrentActivation": "sigmoid", "resetAfter": None}, "reset_after": False}
LSTM = Layer("lstm", units=2, return_sequences=True, **GATES)
LAST = Layer("lstm", units=2, **GATES)
RELU, TANH = {"activation": "relu"}, {"activation": "tanh"}
ACTIVATIONS = (
    "celu elu exponential gelu hard_shrink hard_silu hard_tanh leaky_relu linear log_sigmoid log_softmax mish relu "
    "relu6 selu sigmoid silu softmax softplus softsign soft_shrink sparse_plus sparse_sigmoid squareplus swish tanh "
    "tanh_shrink"
).split()
CAUSAL, SCORES = {"use_causal_mask": True}, {"return_attention_scores": True}
MERGES = "add average concatenate maximum minimum multiply".split()

CASES = [
    *(Case("activation", ROWS, largest=4, activation=name) for name in ACTIVATIONS),
    Case(
        "activation",
        ROWS,
        largest=4,
        activation=lambda x: keras.activations.gelu(x, approximate=True),
        tfjs={"activation": "gelu_new"},
    ),
    Case("activation", ROWS, largest=4, activation="hard_swish"),
    Case("activation", ROWS, largest=4, activation="hard_sigmoid", tfjs={"activation": "hardSigmoid6"}),
    Case("lstm", SEQUENCE, units=2, recurrent_activation="hard_sigmoid", tfjs={"recurrentActivation": "hardSigmoid6"}),
    Case("elu", ROWS),
    Case("leakyReLU", ROWS),
    Case("leakyReLU", ROWS, negative_slope=0.1, tfjs={"negativeSlope": None, "alpha": 0.1}),
    Case("prelu", ROWS),
    Case("prelu", (2, 2, 3, 2), shared_axes=[1, 2]),
    Case("reLU", ROWS),
    Case("reLU", ROWS, max_value=0.5),
    Case("reLU", ROWS, max_value=6, largest=9),
    Case("softmax", SEQUENCE, axis=-1),
    Case("thresholdedReLU", ROWS, threshold=0.3, tfjs={"threshold": None, "theta": 0.3}),
    *(Case(name, ROWS, ROWS) for name in MERGES),
    *(Case(name, ROWS, ROWS, ROWS) for name in MERGES),
    *(Case(name, SEQUENCE, (2, 1, 3)) for name in MERGES if name != "concatenate"),
    Case("concatenate", SEQUENCE, (2, 2, 3), axis=1),
    Case("subtract", ROWS, ROWS),
    Case("subtract", SEQUENCE, (2, 1, 3)),
    Case("dot", ROWS, ROWS, axes=1),
    Case("dot", ROWS, ROWS, axes=1, normalize=True),
    Case("dot", SEQUENCE, (2, 3, 2), axes=[2, 1]),
    Case("dot", SEQUENCE, SEQUENCE, axes=2),
    Case("batchNormalization", ROWS),
    Case("batchNormalization", ROWS, training=True),
    Case("batchNormalization", SEQUENCE, training=True, momentum=0.9, epsilon=0.01),
    Case("batchNormalization", (2, 3, 3, 2)),
    Case("batchNormalization", (2, 3, 3, 2), training=True),
    Case("batchNormalization", (2, 2, 3, 3), training=True, axis=1),
    Case("batchNormalization", (2, 2, 3, 3), axis=1),
    Case("batchNormalization", ROWS, training=True, scale=False),
    Case("batchNormalization", ROWS, training=True, center=False),
    Case("batchNormalization", ROWS, training=True, center=False, scale=False),
    Case("batchNormalization", ROWS, scale=False),
    Case("batchNormalization", (1, 2, 2, 2, 3)),
    Case("batchNormalization", (1, 2, 2, 2, 3), training=True),
    Case("batchNormalization", ROWS, training=True, trainable=False),
    Case("layerNormalization", ROWS),
    Case("layerNormalization", SEQUENCE, axis=[1, 2], epsilon=0.01),
    Case("layerNormalization", SEQUENCE, center=False),
    Case("layerNormalization", SEQUENCE, scale=False),
    Case("layerNormalization", (2, 2, 3, 2), axis=1),
    Case("groupNormalization", (2, 3, 2, 6), groups=3),
    Case("groupNormalization", (2, 3, 4), groups=2, epsilon=0.01, center=False),
    Case("groupNormalization", (2, 6, 3, 2), groups=2, axis=1),
    Case("groupNormalization", (2, 2, 2, 3), groups=-1, scale=False),
    Case("groupNormalization", (2, 2, 2, 2, 4), groups=1),
    Case("groupNormalization", (3, 4), groups=2),
    Case("rmsNormalization", ROWS),
    Case("rmsNormalization", SEQUENCE, axis=[1, 2], epsilon=0.01),
    Case("layerScale", IMAGE, tfjs={"projectionDim": None}, init_values=0.5, projection_dim=2),
    Case("stochasticDepth", IMAGE, tfjs={"dropPathRate": None, "rate": 0.3}, drop_path_rate=0.3),
    Case("patchEmbedding", IMAGE, patch_size=(5, 2), output_dim=3),
    Case("patchEmbedding", (2, 4, 6, 1), patch_size=2, output_dim=3, use_bias=False),
    Case("positionalEmbedding", SEQUENCE),
    Case("positionalEmbedding", IMAGE),
    Case("positionalEmbedding", SEQUENCE, sequence_length=6),
    Case("classToken", SEQUENCE),
    Case("squeezeAndExcite", IMAGE, bottleneck_filters=3),
    Case(
        "squeezeAndExcite",
        (2, 2, 3, 2, 4),
        bottleneck_filters=1,
        squeeze_activation="silu",
        excite_activation="hard_sigmoid",
        tfjs={"exciteActivation": "hardSigmoid6"},
    ),
    Case("spatialDropout1d", SEQUENCE, rate=0.5),
    Case("spatialDropout2d", IMAGE, rate=0.5),
    Case("spatialDropout3d", VOLUME, rate=0.5),
    Case("unitNormalization", ROWS),
    Case("unitNormalization", SEQUENCE, axis=[1, 2]),
    Case("dense", ROWS, units=3),
    Case("dense", SEQUENCE, units=2, use_bias=False, **TANH),
    Case("dense", ROWS, units=3, activation="softmax"),
    Case("embedding", ROWS, classes=5, input_dim=5, output_dim=3),
    Case("sequential", ROWS, classes=3, **stack(Layer("embedding", input_dim=3, output_dim=2, mask_zero=True), LSTM)),
    Case("categoryEncoding", ROWS, classes=5, num_tokens=5),
    Case("categoryEncoding", ROWS, classes=5, num_tokens=6, output_mode="count"),
    Case("categoryEncoding", ROWS, classes=5, num_tokens=5, output_mode="one_hot"),
    Case("categoryEncoding", (3, 1), classes=5, num_tokens=5, output_mode="one_hot"),
    Case("rescaling", ROWS, scale=0.5, offset=1),
    Case("flatten", (2, 2, 3, 2)),
    Case("flatten", (2, 2, 3, 2), **FIRST),
    Case("permute", SEQUENCE, dims=(2, 1)),
    Case("repeatVector", ROWS, n=3),
    Case("reshape", SEQUENCE, target_shape=(3, 2, 2)),
    Case("reshape", SEQUENCE, target_shape=(6, -1), tfjs={"targetShape": [6, None]}),
    Case("masking", SEQUENCE, masked=True),
    Case("conv1d", SEQUENCE, **SMALL),
    Case("conv1d", (2, 7, 2), **CONV, **SAME, **RELU, strides=2),
    Case("conv1d", (2, 7, 2), **CONV, dilation_rate=2, use_bias=False),
    Case("conv2d", IMAGE, **CONV),
    Case("conv2d", IMAGE, **CONV, **SAME, **RELU, strides=2),
    Case("conv2d", IMAGE, filters=2, kernel_size=(2, 3), strides=(2, 1), **SAME, **TANH),
    Case("conv2d", IMAGE, **SMALL, dilation_rate=2, use_bias=False),
    Case("conv2d", IMAGE, **SMALL, **SAME, dilation_rate=(2, 1)),
    Case("conv2d", IMAGE, filters=3, kernel_size=1, activation="elu"),
    Case("conv2d", IMAGE, **CONV, **SAME, **RELU, dilation_rate=3),
    Case("conv2d", CHANNELS_FIRST, **CONV, **FIRST),
    Case("conv2d", CHANNELS_FIRST, filters=3, kernel_size=2, dilation_rate=(2, 1), **FIRST),
    Case("conv2d", (2, 5, 4, 4), **CONV, groups=1),
    Case("conv1d", (2, 7, 4), filters=6, kernel_size=3, groups=2, **SAME, **RELU, strides=2),
    Case("conv2d", (2, 5, 4, 4), filters=6, kernel_size=(2, 3), groups=2, **SAME, **TANH),
    Case("conv2d", (2, 5, 4, 6), filters=6, kernel_size=2, groups=3, strides=2, use_bias=False),
    Case("conv2d", (2, 5, 4, 4), filters=4, kernel_size=2, groups=2, dilation_rate=2),
    Case("conv2d", (2, 5, 4, 3), filters=6, kernel_size=3, groups=3, **SAME, strides=2),
    Case("conv2d", (2, 5, 4, 3), filters=6, kernel_size=2, groups=3, dilation_rate=2),
    Case("conv2d", (2, 4, 3, 5), filters=2, kernel_size=2, groups=2, **FIRST),
    Case("conv3d", (1, 3, 4, 3, 4), filters=2, kernel_size=2, groups=2),
    Case("conv3d", VOLUME, **SMALL),
    Case("conv3d", VOLUME, **SMALL, **SAME, **RELU, strides=2),
    Case("conv3d", VOLUME, **SMALL, **SAME, dilation_rate=(1, 2, 1)),
    Case("conv2dTranspose", (2, 3, 3, 2), **CONV),
    Case("conv2dTranspose", (1, 3, 3, 2), **CONV, **SAME, **RELU, strides=2),
    Case("conv2dTranspose", (1, 2, 3, 2), filters=2, kernel_size=(2, 3), strides=(3, 2), use_bias=False),
    Case("conv2dTranspose", (2, 3, 3, 2), **CONV, dilation_rate=2, **RELU),
    Case("conv2dTranspose", (1, 4, 3, 2), **SMALL, **SAME, dilation_rate=(1, 3)),
    Case("conv3dTranspose", (1, 2, 2, 2, 2), **SMALL, dilation_rate=2),
    Case("conv3dTranspose", (1, 2, 2, 2, 2), **SMALL, **TANH),
    Case("conv3dTranspose", (1, 2, 2, 2, 2), **SMALL, **SAME, strides=2),
    Case("depthwiseConv2d", IMAGE, kernel_size=3),
    Case("depthwiseConv2d", IMAGE, kernel_size=3, **SAME, **RELU, strides=2, depth_multiplier=2),
    Case("depthwiseConv2d", CHANNELS_FIRST, kernel_size=2, use_bias=False, **FIRST),
    Case("depthwiseConv2d", IMAGE, kernel_size=2, dilation_rate=(2, 3), **TANH),
    Case("depthwiseConv2d", IMAGE, kernel_size=3, **SAME, dilation_rate=2, depth_multiplier=2),
    Case("depthwiseConv2d", CHANNELS_FIRST, kernel_size=2, dilation_rate=(2, 1), use_bias=False, **FIRST),
    Case("separableConv2d", IMAGE, **CONV),
    Case("separableConv2d", IMAGE, **CONV, **SAME, **RELU, strides=2, depth_multiplier=2),
    Case("separableConv2d", IMAGE, **SMALL, dilation_rate=2, use_bias=False),
    Case("separableConv2d", IMAGE, **SMALL, **SAME, **TANH, dilation_rate=(1, 2), depth_multiplier=2),
    Case("einsumDense", SEQUENCE, equation="abc,cd->abd", output_shape=[None, 3], bias_axes="d", **RELU),
    Case("einsumDense", SEQUENCE, equation="abc,cde->abde", output_shape=[None, 2, 2], bias_axes="e"),
    Case("einsumDense", (2, 2, 3, 2), equation="abcd,cde->abe", output_shape=[2, 3], bias_axes="be"),
    Case("einsumDense", (2, 2, 3, 2), equation="...x,xy->...y", output_shape=3, bias_axes="y"),
    Case("einsumDense", (2, 2, 3, 2), equation="ab...,bc->ac...", output_shape=[3], bias_axes="c"),
    Case("einsumDense", SEQUENCE, equation="abc,bd->adc", output_shape=[5, None]),
    Case("multiHeadAttention", SEQUENCE, num_heads=2, key_dim=2),
    Case("multiHeadAttention", SEQUENCE, num_heads=2, key_dim=2, arguments=CAUSAL),
    Case("multiHeadAttention", SEQUENCE, (2, 5, 2), num_heads=2, key_dim=3, value_dim=2, use_bias=False),
    Case("multiHeadAttention", SEQUENCE, (2, 5, 2), (2, 5, 4), num_heads=3, key_dim=2, output_shape=5),
    Case("multiHeadAttention", SEQUENCE, SEQUENCE, num_heads=1, key_dim=4, dropout=0.5),
    Case("multiHeadAttention", SEQUENCE, (2, 5, 2), num_heads=2, key_dim=2, arguments=SCORES),
    Case("multiHeadAttention", SEQUENCE, (2, 4, 4), mask=True, num_heads=2, key_dim=2, arguments=CAUSAL),
    Case("multiHeadAttention", SEQUENCE, (2, 5, 2), (2, 4, 5), mask=True, num_heads=2, key_dim=2, arguments=SCORES),
    Case("multiHeadAttention", IMAGE, num_heads=2, key_dim=2),
    Case("multiHeadAttention", IMAGE, num_heads=2, key_dim=2, attention_axes=(2,), arguments=SCORES),
    Case("multiHeadAttention", IMAGE, (2, 5, 3, 2), (2, 4, 3), mask=True, num_heads=2, key_dim=2, attention_axes=(2,)),
    Case("multiHeadAttention", (2, 3, 2, 2), (2, 2, 2, 3), num_heads=1, key_dim=2, output_shape=3, arguments=SCORES),
    Case("multiHeadAttention", (2, 2, 2, 2), (2, 2, 2, 2, 2), mask=True, num_heads=2, key_dim=2),
    Case("attention", SEQUENCE, (2, 5, 3), arguments=SCORES),
    Case("additiveAttention", SEQUENCE, (2, 5, 3), arguments=SCORES),
    Case("attention", SEQUENCE, (2, 5, 3)),
    Case("attention", SEQUENCE, (2, 5, 4), (2, 5, 3), use_scale=True, dropout=0.5, arguments=CAUSAL),
    Case("attention", SEQUENCE, (2, 5, 3), use_scale=True, score_mode="concat"),
    Case("additiveAttention", SEQUENCE, (2, 5, 3)),
    Case("additiveAttention", SEQUENCE, (2, 5, 3), use_scale=False, arguments=CAUSAL),
    Case("zeroPadding1d", SEQUENCE),
    Case("zeroPadding1d", SEQUENCE, padding=[2, 0]),
    Case("zeroPadding3d", VOLUME, padding=[[1, 0], [0, 2], [1, 1]]),
    Case("zeroPadding3d", VOLUME, padding=[1, 0, 2], **FIRST),
    Case("cropping1d", SEQUENCE),
    Case("cropping1d", SEQUENCE, cropping=[2, 1]),
    Case("cropping3d", (1, 3, 4, 3, 2), cropping=[[1, 0], [0, 2], [1, 1]]),
    Case("cropping3d", (1, 2, 4, 5, 3), cropping=1, **FIRST),
    Case("upSampling1d", SEQUENCE, size=3),
    Case("upSampling3d", (1, 2, 1, 3, 2), size=[2, 3, 1]),
    Case("upSampling3d", (1, 2, 1, 3, 2), **FIRST),
    *(Case(f"global{kind}Pooling3d", (1, 3, 4, 3, 2)) for kind in ("Average", "Max")),
    *(Case(f"global{kind}Pooling3d", (1, 3, 4, 3, 2), **FIRST) for kind in ("Average", "Max")),
    *(Case(f"adaptive{kind}Pooling1d", (2, 7, 2), output_size=3) for kind in ("Average", "Max")),
    *(Case(f"adaptive{kind}Pooling2d", IMAGE, output_size=[2, 3]) for kind in ("Average", "Max")),
    *(Case(f"adaptive{kind}Pooling2d", (1, 2, 7, 4), output_size=4, **FIRST) for kind in ("Average", "Max")),
    *(Case(f"adaptive{kind}Pooling3d", (1, 3, 4, 3, 2), output_size=2) for kind in ("Average", "Max")),
    Case("conv1dTranspose", SEQUENCE, **SMALL),
    Case("conv1dTranspose", SEQUENCE, **CONV, **SAME, **RELU, strides=2),
    Case("depthwiseConv1d", (2, 7, 2), kernel_size=3),
    Case("depthwiseConv1d", (2, 7, 2), kernel_size=3, **SAME, **TANH, strides=2, depth_multiplier=2),
    Case("separableConv1d", (2, 7, 2), **CONV),
    Case("separableConv1d", (2, 7, 2), **CONV, **SAME, **RELU, strides=2, depth_multiplier=2),
    Case("conv1dTranspose", SEQUENCE, **SMALL, dilation_rate=3),
    Case("conv1dTranspose", SEQUENCE, **CONV, **SAME, **RELU, dilation_rate=2),
    Case("depthwiseConv1d", (2, 7, 2), kernel_size=3, dilation_rate=2),
    Case("depthwiseConv1d", (2, 7, 2), kernel_size=2, **SAME, **TANH, dilation_rate=3, depth_multiplier=2),
    Case("separableConv1d", (2, 7, 2), **CONV, **RELU, dilation_rate=3),
    Case("separableConv1d", (2, 7, 2), **CONV, **SAME, dilation_rate=2),
    *(Case(f"{kind}Pooling1d", (2, 7, 2), pool_size=2) for kind in ("average", "max")),
    *(Case(f"{kind}Pooling1d", (2, 7, 2), pool_size=3, strides=2, **SAME) for kind in ("average", "max")),
    *(Case(f"{kind}Pooling2d", IMAGE, pool_size=2) for kind in ("average", "max")),
    *(Case(f"{kind}Pooling2d", IMAGE, pool_size=(3, 2), strides=(2, 1), **SAME) for kind in ("average", "max")),
    *(Case(f"{kind}Pooling2d", CHANNELS_FIRST, pool_size=2, **FIRST) for kind in ("average", "max")),
    *(Case(f"{kind}Pooling3d", VOLUME, pool_size=2) for kind in ("average", "max")),
    *(Case(f"{kind}Pooling3d", VOLUME, pool_size=3, strides=2, **SAME) for kind in ("average", "max")),
    *(Case(f"global{kind}Pooling1d", SEQUENCE) for kind in ("Average", "Max")),
    *(Case(f"global{kind}Pooling2d", IMAGE) for kind in ("Average", "Max")),
    *(Case(f"global{kind}Pooling2d", CHANNELS_FIRST, **FIRST) for kind in ("Average", "Max")),
    Case("centerCrop", (1, 6, 7, 2), height=4, width=3),
    Case("centerCrop", IMAGE, height=4, width=3),
    Case("centerCrop", IMAGE, height=5, width=2),
    Case("centerCrop", (2, 3, 7, 1), height=4, width=2),
    Case("centerCrop", (2, 4, 3, 2), height=5, width=7),
    *(Case("resizing", IMAGE, height=3, width=7, interpolation=name) for name in ("bilinear", "nearest")),
    *(Case("resizing", IMAGE, height=2, width=3, interpolation=name) for name in ("bilinear", "nearest")),
    Case("resizing", (2, 7, 4, 2), height=3, width=3, crop_to_aspect_ratio=True),
    Case("resizing", (2, 3, 7, 1), height=4, width=2, crop_to_aspect_ratio=True, interpolation="nearest"),
    Case("cropping2D", IMAGE, cropping=((1, 0), (2, 1))),
    Case("cropping2D", CHANNELS_FIRST, cropping=1, **FIRST),
    Case("zeroPadding2d", (2, 2, 3, 2), padding=((1, 0), (2, 1))),
    Case("zeroPadding2d", (2, 2, 3, 2), padding=1, **FIRST),
    Case("upSampling2d", (2, 2, 3, 2), size=(3, 2)),
    Case("upSampling2d", (2, 2, 3, 2), **FIRST),
    Case("upSampling2d", (2, 2, 3, 2), size=(3, 2), interpolation="bilinear"),
    Case("simpleRNN", SEQUENCE, units=2),
    Case("simpleRNN", SEQUENCE, units=2, return_sequences=True, use_bias=False, **RELU),
    Case("lstm", SEQUENCE, units=2, **GATES),
    Case("lstm", SEQUENCE, units=2, go_backwards=True, return_sequences=True, use_bias=False, **GATES),
    Case("lstm", SEQUENCE, units=2, return_state=True, **GATES),
    Case("lstm", SEQUENCE, (2, 2), (2, 2), states=True, units=2, return_sequences=True, return_state=True, **GATES),
    Case("lstm", SEQUENCE, units=2, activation="softsign", **GATES),
    Case("gru", SEQUENCE, units=2),
    Case("gru", SEQUENCE, units=2, go_backwards=True, return_sequences=True),
    Case("gru", SEQUENCE, units=2, use_bias=False, return_state=True),
    Case("gru", SEQUENCE, (2, 2), states=True, units=2, return_sequences=True),
    Case("gru", SEQUENCE, units=2, reset_after=False),
    Case("gru", SEQUENCE, units=2, reset_after=False, go_backwards=True, return_sequences=True, use_bias=False),
    *(
        Case("sequential", SEQUENCE, masked=True, **stack(MASK, layer))
        for layer in (
            LSTM,
            LAST,
            Layer("lstm", units=2, go_backwards=True, return_sequences=True, **GATES),
            Layer("gru", units=2, return_sequences=True),
            Layer("gru", units=2, reset_after=False),
            Layer("simpleRNN", units=2, return_sequences=True),
            Layer("bidirectional", layer=LAST),
        )
    ),
    Case("sequential", SEQUENCE, masked=True, **stack(MASK, LAST, Layer("repeatVector", n=4), LSTM)),
    Case("rnn", SEQUENCE, cell=Layer("lstmCell", units=2, **GATES), return_sequences=True),
    Case("rnn", SEQUENCE, cell=[Layer("gruCell", units=2, **PLAIN), Layer("simpleRNNCell", units=3)]),
    Case("bidirectional", SEQUENCE, layer=LSTM),
    *(Case("bidirectional", SEQUENCE, layer=LSTM, merge_mode=mode) for mode in ("sum", "ave", "mul")),
    Case("bidirectional", SEQUENCE, layer=LAST),
    Case("bidirectional", SEQUENCE, layer=Layer("gru", units=2, return_sequences=True)),
    Case("convLstm2d", (2, 3, 3, 3, 1), **SMALL, **GATES),
    Case(
        "convLstm2d",
        (2, 2, 3, 3, 1),
        **SMALL,
        **GATES,
        **SAME,
        return_sequences=True,
        go_backwards=True,
        use_bias=False,
    ),
    Case("convLstm2d", (2, 2, 3, 3, 1), **SMALL, **GATES, **SAME, strides=2),
    Case("spectralNormalization", ROWS, layer=Layer("dense", units=3)),
    Case("spectralNormalization", ROWS, training=True, layer=Layer("dense", units=3, **TANH)),
    Case("spectralNormalization", IMAGE, training=True, power_iterations=3, layer=Layer("conv2d", **CONV)),
    Case("timeDistributed", SEQUENCE, layer=Layer("dense", units=2, **TANH)),
    Case("timeDistributed", (2, 2, 4, 4, 1), layer=Layer("conv2d", **CONV)),
    Case("timeDistributed", SEQUENCE, layer=Layer("batchNormalization")),
    Case("timeDistributed", SEQUENCE, training=True, layer=Layer("batchNormalization")),
]

if __name__ == "__main__":
    cases = [case.evaluate() for case in CASES]
    write("layers", {"source": f"Keras {keras.__version__}", "cases": cases}, lines="cases")
