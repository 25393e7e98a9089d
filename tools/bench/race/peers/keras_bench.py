"""Keras on TensorFlow as a contender: keras_bench.py train|predict WORKLOAD BATCH MODE."""

import os
import sys

os.environ.update(KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3")

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from keras_network import build_network
from layers_model import read_network
from protocol import CLASSES, MOBILENET_STAGES, WORKLOADS, ZOO_SAMPLES, serve


def mnist_cnn():
    return keras.Sequential(
        [
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dense(CLASSES),
        ]
    )


def normalised(x, filters, size, strides=1):
    x = layers.Conv2D(filters, size, strides, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


def resnet20(shape):
    inputs = keras.Input(shape)
    x = layers.ReLU()(normalised(inputs, 16, 3))
    for stage, filters in enumerate([16, 32, 64]):
        for block in range(3):
            strides = 2 if stage and not block else 1
            y = layers.ReLU()(normalised(x, filters, 3, strides))
            y = normalised(y, filters, 3)
            x = layers.ReLU()(layers.Add()([normalised(x, filters, 1, 2) if strides == 2 else x, y]))
    return keras.Model(inputs, layers.Dense(CLASSES)(layers.GlobalAveragePooling2D()(x)))


def mobilenetv2(shape):
    inputs = keras.Input(shape)
    x = layers.ReLU(6)(normalised(inputs, 32, 3, 2))
    channels = 32
    for expansion, filters, repeats, stride in MOBILENET_STAGES:
        for block in range(repeats):
            y = x
            if expansion > 1:
                y = layers.ReLU(6)(normalised(y, channels * expansion, 1))
            y = layers.DepthwiseConv2D(3, 1 if block else stride, padding="same", use_bias=False)(y)
            y = normalised(layers.ReLU(6)(layers.BatchNormalization()(y)), filters, 1)
            x = layers.Add()([x, y]) if block else y
            channels = filters
    x = layers.ReLU(6)(normalised(x, 1280, 1))
    return keras.Model(inputs, layers.Dense(CLASSES)(layers.GlobalAveragePooling2D()(x)))


def cnn_lstm():
    frame = keras.Sequential(
        [
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
        ]
    )
    return keras.Sequential([layers.TimeDistributed(frame), layers.LSTM(64), layers.Dense(CLASSES)])


def build(workload, shape):
    """A network that ends in logits."""
    if workload == "resnet20":
        return resnet20(shape)
    if workload == "mobilenetv2":
        return mobilenetv2(shape)
    return mnist_cnn() if workload == "mnist-cnn" else cnn_lstm()


def main(task, workload, batch, mode):
    if "bf16" in mode:
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
    if os.path.isdir(workload):
        network = read_network(workload)
        shape, samples, model = network.shape, ZOO_SAMPLES, build_network(network, logits=task == "train")
    else:
        shape, samples = WORKLOADS[workload]["shape"], WORKLOADS[workload]["samples"]
        model = build(workload, shape)
    random = np.random.default_rng(0)
    x = random.random((max(samples, batch), *shape), dtype="float32")
    y = random.integers(0, CLASSES, len(x))
    model(x[:1])
    if task == "predict":
        predict = tf.function(lambda values: model(values, training=False), jit_compile="jit" in mode)
        values = tf.constant(x[:batch])

        def run(steps):
            for _ in range(steps):
                predict(values)
            return steps * batch
    else:
        model.compile(
            optimizer=keras.optimizers.Adam(1e-3),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
            jit_compile="jit" in mode,
        )

        def run(steps):
            count = min(len(x) // batch, steps) * batch
            epochs = max(1, round(steps * batch / count))
            model.fit(x[:count], y[:count], batch_size=batch, epochs=epochs, shuffle=True, verbose=0)
            return count * epochs

    run(3)
    serve(f"{keras.__version__} (TensorFlow {tf.__version__})", run)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
