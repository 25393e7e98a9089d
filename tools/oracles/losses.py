"""Losses of Keras, and those of embeddings of TensorFlow Addons and PyTorch Metric Learning, written out, with their
gradients with respect to the predictions, on random and on extreme cases."""

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
    "rows of any length": (np.array([2, 2, 7, 2, 7, 1]), random.normal(size=(6, 3))),
    "cosines": (random.integers(0, 4, 8), random.uniform(-0.99, 0.99, (8, 4))),
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


class TripletHard:
    """Hermans et al. (2017), as TensorFlow Addons' TripletHardLoss: each anchor with its farthest positive and its
    nearest negative. An anchor that lacks either makes no triplet."""

    def __init__(self, reduction, margin=1.0, squared=False):
        self.margin, self.squared = margin, squared

    def __call__(self, identities, embeddings):
        names = identities.numpy()
        losses = []
        for anchor in range(len(names)):
            others = [other for other in range(len(names)) if other != anchor]
            to = {other: distance(embeddings[anchor], embeddings[other], self.squared) for other in others}
            positives = [to[other] for other in others if names[other] == names[anchor]]
            negatives = [to[other] for other in others if names[other] != names[anchor]]
            if positives and negatives:
                losses.append(tf.maximum(max(positives) - min(negatives) + self.margin, 0))
        return tf.add_n(losses) / len(losses) if losses else tf.reduce_sum(embeddings * 0)


class NTXent:
    """PyTorch Metric Learning's NTXentLoss: over all pairs of one identity, the cross-entropy of the positive among it
    and the negatives of the anchor, by cosines divided by the temperature."""

    def __init__(self, reduction, temperature=0.1):
        self.temperature = temperature

    def __call__(self, identities, embeddings):
        names = identities.numpy()
        rows = tf.math.l2_normalize(embeddings, -1)
        losses = []
        for anchor, positive in pairs(len(names)):
            if names[anchor] == names[positive]:
                others = [other for other in range(len(names)) if names[other] != names[anchor]]
                logits = [tf.reduce_sum(rows[anchor] * rows[other]) / self.temperature for other in [positive, *others]]
                losses.append(tf.reduce_logsumexp(tf.stack(logits)) - logits[0])
        return tf.add_n(losses) / len(losses)


class Prototypical:
    """Snell et al. (2017) within one batch: each sample is the query once, its identity's prototype the mean of the
    others. A sample that is the only one of its identity is skipped."""

    def __init__(self, reduction):
        pass

    def __call__(self, identities, embeddings):
        names = identities.numpy()
        losses = []
        for query in range(len(names)):
            rest = {
                name: [row for row in range(len(names)) if names[row] == name and row != query] for name in set(names)
            }
            if rest[names[query]]:
                logits = {
                    name: -distance(embeddings[query], tf.reduce_mean(tf.gather(embeddings, rows), 0), squared=True)
                    for name, rows in rest.items()
                }
                losses.append(tf.reduce_logsumexp(tf.stack(list(logits.values()))) - logits[names[query]])
        return tf.add_n(losses) / len(losses)


class AngularMargin:
    """PyTorch Metric Learning's ArcFaceLoss and CosFaceLoss, given the cosines."""

    def __init__(self, reduction, moved, scale=64.0):
        self.moved, self.scale = moved, scale

    def __call__(self, classes, cosines):
        classes = tf.cast(classes, tf.int32)
        own = tf.gather(cosines, classes, batch_dims=1)
        is_own = tf.one_hot(classes, cosines.shape[-1], dtype=tf.bool, on_value=True, off_value=False)
        logits = self.scale * tf.where(is_own, self.moved(own)[:, None], cosines)
        return tf.nn.sparse_softmax_cross_entropy_with_logits(classes, logits)


def additive_angle(margin):
    def moved(cosines):
        within = tf.acos(cosines) <= np.pi - margin
        return tf.where(within, tf.cos(tf.acos(cosines) + margin), cosines - margin * np.sin(margin))

    return moved


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
    (
        {"kind": "categoricalGeneralizedCrossEntropy"},
        C.CategoricalGeneralizedCrossEntropy,
        {},
        ["sparse", "sparse maps"],
    ),
    (
        {"kind": "categoricalGeneralizedCrossEntropy", "q": 0.9},
        C.CategoricalGeneralizedCrossEntropy,
        {"q": 0.9},
        ["sparse"],
    ),
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
    ({"kind": "tripletHard"}, TripletHard, {}, ["identities", "one identity", "a pair and another"]),
    (
        {"kind": "tripletHard", "margin": 0.2, "distance": "squaredEuclidean"},
        TripletHard,
        {"margin": 0.2, "squared": True},
        ["identities", "a pair and another"],
    ),
    ({"kind": "ntXent"}, NTXent, {}, ["identities", "one identity", "a pair and another"]),
    ({"kind": "ntXent", "temperature": 0.5}, NTXent, {"temperature": 0.5}, ["identities", "rows of any length"]),
    ({"kind": "prototypical"}, Prototypical, {}, ["identities", "a pair and another", "rows of any length"]),
    ({"kind": "arcFace"}, AngularMargin, {"moved": additive_angle(0.5)}, ["cosines"]),
    (
        {"kind": "arcFace", "margin": 1.2, "scale": 8},
        AngularMargin,
        {"moved": additive_angle(1.2), "scale": 8},
        ["cosines"],
    ),
    ({"kind": "cosFace"}, AngularMargin, {"moved": lambda cosines: cosines - 0.35}, ["cosines"]),
    (
        {"kind": "cosFace", "margin": 0.1, "scale": 8},
        AngularMargin,
        {"moved": lambda cosines: cosines - 0.1, "scale": 8},
        ["cosines"],
    ),
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
