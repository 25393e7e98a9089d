"""Keras' preprocessing layers, on TensorFlow, as a contender: keras_bench.py PIPELINE MODE PATH. A batch is one call
of a tf.function; each sample has its own draws. For photographs, RandomCrop of the decoded images stands in for the
random resized crop, which Keras does not have."""

import os
import sys
from importlib.metadata import version
from pathlib import Path

os.environ.update(KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3")

import keras
import tensorflow as tf
from keras import layers

sys.path.append(str(Path(__file__).parents[2] / "race" / "peers"))
from data import BATCH, DEGREES, FRACTION, JITTER, MEAN, SIDE, SIGMA, STD, read
from protocol import serve

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
pipeline, _, data = read()
batch_size = BATCH[pipeline]

if pipeline == "photographs":
    inputs = tf.constant(data)
    change = keras.Sequential(
        [
            layers.RandomCrop(SIDE, SIDE),
            layers.RandomFlip("horizontal"),
            layers.RandomColorJitter(
                value_range=(0, 255), brightness_factor=JITTER, contrast_factor=JITTER, saturation_factor=(0.3, 0.7)
            ),
            layers.Rescaling(1 / 255),
            layers.Normalization(mean=MEAN, variance=[std**2 for std in STD]),
        ]
    )

    @tf.function
    def make(first):
        encoded = tf.gather(inputs, (first + tf.range(batch_size)) % len(data))
        images = tf.map_fn(
            lambda each: tf.ensure_shape(tf.io.decode_jpeg(each, channels=3), (256, 256, 3)), encoded, tf.uint8
        )
        return change(tf.cast(images, tf.float32), training=True)

else:
    inputs = tf.constant(data[..., None])
    change = keras.Sequential(
        [
            layers.Rescaling(1 / 255),
            layers.RandomRotation(DEGREES / 360, fill_mode="constant"),
            layers.RandomTranslation(FRACTION, FRACTION, fill_mode="constant"),
            layers.GaussianNoise(SIGMA),
        ]
    )

    @tf.function
    def make(first):
        return change(inputs[first : first + batch_size], training=True)


def run(steps):
    for step in range(steps):
        make(tf.constant(step * batch_size % len(data))).numpy()
    return steps * batch_size


run(5)
serve(f"{version('keras')} (TensorFlow {version('tensorflow-cpu')})", run)
