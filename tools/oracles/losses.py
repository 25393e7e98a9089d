"""Losses of Keras, and those of embeddings of TensorFlow Addons, with their gradients with respect to the predictions,
on random and on extreme cases."""

from golden import numbers, write  # isort: skip (it sets the environment that Keras reads)

import keras
import numpy as np
import tensorflow as tf

random = np.random.default_rng(3)


def softmax(values):
    exponents = np.exp(values)
    return exponents / exponents.sum(-1, keepdims=True)


def normalised(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


LABELS = random.integers(0, 4, 6)
DATA = {
    "categorical": (np.eye(4)[LABELS], softmax(random.normal(size=(6, 4)))),
    "sparse": (LABELS, softmax(random.normal(size=(6, 4)))),
    "soft": (softmax(random.normal(size=(6, 4))), softmax(random.normal(size=(6, 4)))),
    "maps": (np.eye(3)[random.integers(0, 3, (4, 2, 2))], softmax(random.normal(size=(4, 2, 2, 3)))),
    "sparse maps": (random.integers(0, 3, (4, 2, 2)), softmax(random.normal(size=(4, 2, 2, 3)))),
    "binary": (random.integers(0, 2, (5, 3)), random.random((5, 3))),
    "certain": (np.eye(3), np.array([[1.0, 0, 0], [0, 0, 1], [0.5, 0.5, 0]])),
    "real": (random.normal(size=(5, 3)), random.normal(size=(5, 3))),
    "positive": (random.random((5, 3)) + 0.1, random.random((5, 3)) + 0.1),
    "masks": (random.integers(0, 2, (3, 4, 4, 1)), random.random((3, 4, 4, 1))),
    "empty": (np.zeros((2, 2, 2, 1)), np.zeros((2, 2, 2, 1))),
    "steps": (random.normal(size=(3, 4, 2)), random.normal(size=(3, 4, 2))),
    "identities": (np.repeat([4, 0, 9], 3)[random.permutation(9)], normalised(random.normal(size=(9, 4)))),
    "one identity": (np.zeros(3), normalised(random.normal(size=(3, 4)))),
    "a pair and another": (np.array([3, 5, 5]), normalised(random.normal(size=(3, 2)))),
}


def distance(first, second, squared):
    square = tf.reduce_sum(tf.square(first - second))
    return square if squared else tf.sqrt(square)


def pairs(count):
    return [(first, second) for first in range(count) for second in range(count) if first != second]


class TripletSemiHard:
    """FaceNet's loss (Schroff et al., 2015) as TensorFlow Addons defines it, written out anchor by anchor: the mean of
    max(0, D(anchor, positive) − D(anchor, negative) + margin) over all pairs of one identity. The negative is the
    nearest that is farther than the positive, else the farthest. An anchor without negatives makes no triplet."""

    def __init__(self, reduction, margin=1.0, squared=False):
        self.margin, self.squared = margin, squared

    def __call__(self, identities, embeddings):
        names = identities.numpy()
        losses = []
        for anchor, positive in pairs(len(names)):
            others = [other for other in range(len(names)) if names[other] != names[anchor]]
            negatives = [distance(embeddings[anchor], embeddings[other], self.squared) for other in others]
            if names[anchor] != names[positive] or not negatives:
                continue
            own = distance(embeddings[anchor], embeddings[positive], self.squared)
            farther = [each for each in negatives if each > own]
            losses.append(tf.maximum(own - (min(farther) if farther else max(negatives)) + self.margin, 0))
        return tf.add_n(losses) / len(losses) if losses else tf.reduce_sum(embeddings * 0)


class Contrastive:
    """Hadsell et al. (2006), as TensorFlow Addons defines it, over all pairs of the batch."""

    def __init__(self, reduction, margin=1.0):
        self.margin = margin

    def __call__(self, identities, embeddings):
        names = identities.numpy()
        losses = []
        for first, second in pairs(len(names)):
            apart = distance(embeddings[first], embeddings[second], squared=False)
            losses.append(apart**2 if names[first] == names[second] else tf.maximum(self.margin - apart, 0) ** 2)
        return tf.add_n(losses) / len(losses)


C = keras.losses
CASES = [
    ({"kind": "categoricalCrossentropy"}, C.CategoricalCrossentropy, {}, ["categorical", "soft", "maps", "certain"]),
    (
        {"kind": "categoricalCrossentropy", "labelSmoothing": 0.1},
        C.CategoricalCrossentropy,
        {"label_smoothing": 0.1},
        ["categorical"],
    ),
    ({"kind": "sparseCategoricalCrossentropy"}, C.SparseCategoricalCrossentropy, {}, ["sparse", "sparse maps"]),
    ({"kind": "binaryCrossentropy"}, C.BinaryCrossentropy, {}, ["binary", "certain", "masks"]),
    ({"kind": "binaryCrossentropy", "labelSmoothing": 0.2}, C.BinaryCrossentropy, {"label_smoothing": 0.2}, ["binary"]),
    ({"kind": "categoricalFocalCrossentropy"}, C.CategoricalFocalCrossentropy, {}, ["categorical", "maps"]),
    (
        {"kind": "categoricalFocalCrossentropy", "alpha": 0.4, "gamma": 3},
        C.CategoricalFocalCrossentropy,
        {"alpha": 0.4, "gamma": 3},
        ["categorical"],
    ),
    ({"kind": "binaryFocalCrossentropy"}, C.BinaryFocalCrossentropy, {}, ["binary", "masks"]),
    (
        {"kind": "binaryFocalCrossentropy", "applyClassBalancing": True},
        C.BinaryFocalCrossentropy,
        {"apply_class_balancing": True},
        ["binary"],
    ),
    ({"kind": "meanSquaredError"}, C.MeanSquaredError, {}, ["real", "masks", "steps"]),
    ({"kind": "meanAbsoluteError"}, C.MeanAbsoluteError, {}, ["real", "steps"]),
    ({"kind": "meanAbsolutePercentageError"}, C.MeanAbsolutePercentageError, {}, ["positive"]),
    ({"kind": "meanSquaredLogarithmicError"}, C.MeanSquaredLogarithmicError, {}, ["positive"]),
    ({"kind": "huber"}, C.Huber, {}, ["real", "steps"]),
    ({"kind": "huber", "delta": 0.3}, C.Huber, {"delta": 0.3}, ["real"]),
    ({"kind": "logCosh"}, C.LogCosh, {}, ["real"]),
    ({"kind": "poisson"}, C.Poisson, {}, ["positive"]),
    ({"kind": "kullbackLeiblerDivergence"}, C.KLDivergence, {}, ["soft", "maps"]),
    ({"kind": "cosineSimilarity"}, C.CosineSimilarity, {"axis": -1}, ["real", "steps"]),
    ({"kind": "hinge"}, C.Hinge, {}, ["binary", "real", "steps"]),
    ({"kind": "squaredHinge"}, C.SquaredHinge, {}, ["binary"]),
    ({"kind": "categoricalHinge"}, C.CategoricalHinge, {}, ["categorical", "maps"]),
    ({"kind": "dice"}, C.Dice, {}, ["masks", "maps", "binary", "empty"]),
    ({"kind": "dice", "axis": [1, 2, 3]}, C.Dice, {"axis": (1, 2, 3)}, ["masks", "maps", "empty"]),
    ({"kind": "dice", "axis": [1, -2]}, C.Dice, {"axis": (1, -2)}, ["maps"]),
    ({"kind": "dice", "axis": -1}, C.Dice, {"axis": -1}, ["maps", "binary"]),
    ({"kind": "tversky"}, C.Tversky, {}, ["masks", "maps", "binary", "empty"]),
    ({"kind": "tversky", "alpha": 0.3, "beta": 0.7}, C.Tversky, {"alpha": 0.3, "beta": 0.7}, ["masks"]),
    ({"kind": "tversky", "axis": [1, 2, 3]}, C.Tversky, {"axis": (1, 2, 3)}, ["masks", "empty"]),
    (
        {"kind": "tversky", "alpha": 0.3, "beta": 0.7, "axis": [1, 2, 3]},
        C.Tversky,
        {"axis": (1, 2, 3), "alpha": 0.3, "beta": 0.7},
        ["masks"],
    ),
    ({"kind": "tripletSemiHard"}, TripletSemiHard, {}, ["identities", "one identity", "a pair and another"]),
    (
        {"kind": "tripletSemiHard", "margin": 0.2, "distance": "squaredEuclidean"},
        TripletSemiHard,
        {"margin": 0.2, "squared": True},
        ["identities", "a pair and another"],
    ),
    ({"kind": "contrastive"}, Contrastive, {}, ["identities", "one identity", "a pair and another"]),
    ({"kind": "contrastive", "margin": 0.5}, Contrastive, {"margin": 0.5}, ["identities"]),
]


def evaluate(loss, options, data):
    targets, predictions = DATA[data]
    predictions = tf.constant(predictions, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(predictions)
        values = loss(reduction="none", **options)(tf.constant(targets, tf.float32), predictions)
        total = tf.reduce_mean(values)
    return {"data": data, "losses": numbers(values), "gradient": numbers(tape.gradient(total, predictions))}


write(
    "losses",
    {
        "source": f"Keras {keras.__version__}",
        "data": {
            name: {"targets": numbers(targets), "predictions": numbers(predictions)}
            for name, (targets, predictions) in DATA.items()
        },
        "cases": [
            {"loss": ours, **evaluate(loss, options, data)} for ours, loss, options, names in CASES for data in names
        ],
    },
)
