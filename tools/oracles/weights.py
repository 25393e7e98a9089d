"""Keras' losses and metrics with weights of samples and of positions: time steps, pixels."""

from golden import numbers, write  # isort: skip (it sets the environment that Keras reads)

import keras
import numpy as np

random = np.random.default_rng(7)
BATCHES = [3, 1]
SAMPLES = sum(BATCHES)


def softmax(values):
    exponents = np.exp(values)
    return exponents / exponents.sum(-1, keepdims=True)


STEPS = random.integers(0, 4, (SAMPLES, 5))
MAPS = random.integers(0, 3, (SAMPLES, 2, 3))
DATA = {
    "numbers": (random.normal(size=(SAMPLES, 5, 2)), random.normal(size=(SAMPLES, 5, 2))),
    "positive": (random.random((SAMPLES, 5, 2)) + 0.1, random.random((SAMPLES, 5, 2)) + 0.1),
    "steps": (STEPS, softmax(random.normal(size=(SAMPLES, 5, 4)))),
    "one-hot steps": (np.eye(4)[STEPS], softmax(random.normal(size=(SAMPLES, 5, 4)))),
    "binary steps": (random.integers(0, 2, (SAMPLES, 5, 1)), random.random((SAMPLES, 5, 1))),
    "maps": (MAPS, softmax(random.normal(size=(SAMPLES, 2, 3, 3)))),
    "one-hot maps": (np.eye(3)[MAPS], softmax(random.normal(size=(SAMPLES, 2, 3, 3)))),
    "one-hot": (np.eye(4)[STEPS[:, 0]], softmax(random.normal(size=(SAMPLES, 4)))),
}


def weights(*shape):
    return random.choice([0.0, 0.5, 1.0, 3.0], shape)


WEIGHTS = {
    name: {"samples": weights(SAMPLES), "positions": weights(*predictions.shape[:-1])}
    for name, (_, predictions) in DATA.items()
}
L, M = keras.losses, keras.metrics
LOSSES = [
    ("categoricalCrossentropy", L.CategoricalCrossentropy, ["one-hot", "one-hot steps", "one-hot maps"]),
    ("sparseCategoricalCrossentropy", L.SparseCategoricalCrossentropy, ["steps", "maps"]),
    ("binaryCrossentropy", L.BinaryCrossentropy, ["binary steps", "one-hot steps"]),
    ("categoricalFocalCrossentropy", L.CategoricalFocalCrossentropy, ["one-hot steps"]),
    ("binaryFocalCrossentropy", L.BinaryFocalCrossentropy, ["binary steps"]),
    ("meanSquaredError", L.MeanSquaredError, ["numbers", "binary steps"]),
    ("meanAbsoluteError", L.MeanAbsoluteError, ["numbers"]),
    ("meanAbsolutePercentageError", L.MeanAbsolutePercentageError, ["positive"]),
    ("meanSquaredLogarithmicError", L.MeanSquaredLogarithmicError, ["positive"]),
    ("huber", L.Huber, ["numbers"]),
    ("logCosh", L.LogCosh, ["numbers"]),
    ("poisson", L.Poisson, ["positive"]),
    ("kullbackLeiblerDivergence", L.KLDivergence, ["one-hot steps"]),
    ("cosineSimilarity", L.CosineSimilarity, ["numbers"]),
    ("hinge", L.Hinge, ["binary steps"]),
    ("squaredHinge", L.SquaredHinge, ["binary steps"]),
    ("categoricalHinge", L.CategoricalHinge, ["one-hot steps"]),
    ("dice", L.Dice, ["one-hot maps", "binary steps"]),
    ("tversky", L.Tversky, ["one-hot maps"]),
    ({"kind": "dice", "axis": -1}, lambda: L.Dice(axis=-1), ["one-hot maps"]),
]
CONFUSIONS = {"precision": M.Precision, "recall": M.Recall, "truePositives": M.TruePositives, "auc": M.AUC}
METRICS = {
    "numbers": {
        "meanSquaredError": M.MeanSquaredError,
        "rootMeanSquaredError": M.RootMeanSquaredError,
        "cosineSimilarity": M.CosineSimilarity,
    },
    "positive": {"meanAbsoluteError": M.MeanAbsoluteError},
    "steps": {
        "accuracy": M.SparseCategoricalAccuracy,
        "topKCategoricalAccuracy": lambda: M.SparseTopKCategoricalAccuracy(k=2),
    },
    "one-hot steps": {"accuracy": M.CategoricalAccuracy, "pearsonCorrelation": M.PearsonCorrelation},
    "binary steps": {"accuracy": M.BinaryAccuracy, "binaryCrossentropy": M.BinaryCrossentropy, **CONFUSIONS},
    "maps": {
        "accuracy": M.SparseCategoricalAccuracy,
        "meanIoU": lambda: M.MeanIoU(3, sparse_y_pred=False, dtype="float32"),
    },
    "one-hot maps": {"accuracy": M.CategoricalAccuracy},
    "one-hot": {"accuracy": M.CategoricalAccuracy},
}


def as_float(*values):
    return (np.asarray(each, "float32") for each in values)


def loss_of(loss, data, kind):
    targets, predictions = as_float(*DATA[data])
    (given,) = as_float(WEIGHTS[data][kind])
    if kind == "samples" and loss not in (L.Dice, L.Tversky):
        # Keras aligns weights [batch] with the last axis of the losses, where they belong to the first.
        given = given.reshape([-1] + [1] * (predictions.ndim - 2))
    return numbers(loss()(targets, predictions, sample_weight=given))


def metric_of(metric, data, kind):
    metric = metric()
    start = 0
    for size in BATCHES:
        rows = slice(start, start + size)
        targets, predictions, given = as_float(*(each[rows] for each in (*DATA[data], WEIGHTS[data][kind])))
        metric.update_state(targets, predictions, sample_weight=given)
        start += size
    return numbers(metric.result())


def metrics_of(data, kind):
    if kind == "samples" and data in ("maps", "binary steps"):
        return {}
    return {name: metric_of(metric, data, kind) for name, metric in METRICS[data].items()}


KINDS = ("samples", "positions")
write(
    "weights",
    {
        "source": f"Keras {keras.__version__}",
        "batches": BATCHES,
        "data": {
            name: {
                "targets": numbers(targets),
                "predictions": numbers(predictions),
                **{kind: numbers(each) for kind, each in WEIGHTS[name].items()},
            }
            for name, (targets, predictions) in DATA.items()
        },
        "losses": [
            {"loss": ours, "data": data, **{kind: loss_of(loss, data, kind) for kind in KINDS}}
            for ours, loss, names in LOSSES
            for data in names
        ],
        "metrics": {data: {kind: metrics_of(data, kind) for kind in KINDS} for data in DATA},
    },
)
