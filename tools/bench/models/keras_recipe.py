"""Trains a network that Sightline wrote, by the recipe of its spec, in Keras: keras_recipe.py FOLDER.

The folder has the network (model.json, weights.bin, probe.json), recipe.json, and <split>.images and <split>.labels
as bytes. The last line printed says what fraction of the test split is right.
"""

import json
import os
import sys
from pathlib import Path

os.environ.update(KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3")

sys.path.append(str(Path(__file__).parents[1] / "race" / "peers"))

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from keras_network import build_network
from layers_model import read_network


def main(folder):
    recipe = json.loads((folder / "recipe.json").read_text())
    keras.utils.set_random_seed(recipe["seed"])
    network = read_network(folder)
    splits = {name: load(folder, name, network.shape) for name in ["train", "validation", "test"]}
    model = build_network(network)
    epochs, batch = recipe["fit"]["epochs"], recipe["fit"]["batchSize"]
    steps = -(-len(splits["train"][0]) // batch)
    targets = {name: keras.utils.to_categorical(labels, recipe["classes"]) for name, (_, labels) in splits.items()}
    model.compile(
        optimizer=make_optimizer(recipe["fit"], steps),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=recipe["labelSmoothing"]),
        metrics=["accuracy"],
    )
    augmentation = [make_augmentation(transform) for transform in recipe["augment"]]

    def augment(images, labels):
        for layer in (one for group in augmentation for one in group):
            images = layer(images, training=True)
        return images, labels

    images = splits["train"][0]
    training = tf.data.Dataset.from_tensor_slices((images, targets["train"])).shuffle(len(images)).batch(batch)
    model.fit(
        training.map(augment, num_parallel_calls=tf.data.AUTOTUNE).prefetch(2),
        validation_data=(splits["validation"][0], targets["validation"]),
        epochs=epochs,
        callbacks=[Line(), keep_best(epochs)],
        verbose=0,
    )
    predicted = model.predict(splits["test"][0], batch_size=256, verbose=0).argmax(-1)
    accuracy = float((predicted == splits["test"][1]).mean())
    print(json.dumps({"accuracy": accuracy, "version": f"{keras.__version__} (TensorFlow {tf.__version__})"}))


def load(folder, name, shape):
    images = np.fromfile(folder / f"{name}.images", "uint8").reshape(-1, *shape).astype("float32") / 255
    return images, np.fromfile(folder / f"{name}.labels", "uint8").astype("int64")


def make_optimizer(fit, steps):
    optimizer, schedule = fit["optimizer"], fit["schedule"]
    if (optimizer["kind"], schedule["kind"]) != ("adam", "cosine"):
        raise SystemExit(f"keras_recipe.py has no {optimizer['kind']} with the schedule {schedule['kind']}")
    warmup = round(schedule["warmupEpochs"] * steps)
    rate = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.0 if warmup else optimizer["learningRate"],
        decay_steps=fit["epochs"] * steps - warmup,
        warmup_target=optimizer["learningRate"] if warmup else None,
        warmup_steps=warmup,
    )
    return keras.optimizers.Adam(rate)


def make_augmentation(transform):
    """Keras' layers for one transform: what it does at once, they do one after the other."""
    kind = transform["kind"]
    if kind == "flip" and transform["probability"] == 0.5:
        return [layers.RandomFlip(transform["axis"])]
    if kind == "affine" and transform["probability"] == 1 and transform["shear"] == [0, 0]:
        fill = {"fill_mode": "constant", "fill_value": 0.0}
        (low, high), (least, most) = transform["scale"], transform["translate"]
        # Keras' zoom is how much the picture shrinks.
        return [
            layers.RandomRotation(tuple(degrees / 360 for degrees in transform["degrees"]), **fill),
            layers.RandomTranslation((least, most), (least, most), **fill),
            layers.RandomZoom((1 - high, 1 - low), **fill),
        ]
    raise SystemExit(f"keras_recipe.py has no {kind} of these settings: {json.dumps(transform)}")


def keep_best(epochs):
    """Restores the weights of the epoch of the least validation loss, and never stops early."""
    return keras.callbacks.EarlyStopping(monitor="val_loss", patience=epochs, restore_best_weights=True)


class Line(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        values = " - ".join(f"{name}: {value:.4f}" for name, value in (logs or {}).items())
        print(f"Epoch {epoch + 1} - {values}", flush=True)


main(Path(sys.argv[1]))
