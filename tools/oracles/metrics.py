"""Keras' metrics after several batches of different sizes, with and without sample weights."""

from golden import numbers, write  # isort: skip (it sets the environment that Keras reads)

import keras
import numpy as np

random = np.random.default_rng(5)
BATCHES = [7, 1, 10]
SAMPLES = sum(BATCHES)
WEIGHTS = random.choice([0.0, 0.25, 0.5, 1.0, 2.0], SAMPLES)


def softmax(values):
    exponents = np.exp(values)
    return exponents / exponents.sum(-1, keepdims=True)


def scores(*shape):
    """Probabilities with ties, on thresholds, and at both ends."""
    return abs(np.round(random.random(shape) * 1.2 - 0.1, 1).clip(0, 1))


LABELS = random.integers(0, 4, SAMPLES)
MAP_LABELS = random.integers(0, 3, (SAMPLES, 2, 2))
BORDERED = np.where(random.random(MAP_LABELS.shape) < 0.2, 255, MAP_LABELS)
VALUES = random.normal(size=(SAMPLES, 3)) * [1, 3, 0.1]
DATA = {
    "one-hot": (np.eye(4)[LABELS], scores(SAMPLES, 4)),
    "indices": (random.integers(0, 4, SAMPLES), scores(SAMPLES, 4)),
    "probabilities": (np.eye(4)[LABELS], softmax(2 * np.eye(4)[LABELS] + random.normal(size=(SAMPLES, 4)))),
    "indices of probabilities": (LABELS, softmax(random.normal(size=(SAMPLES, 4)))),
    "soft": (softmax(random.normal(size=(SAMPLES, 4))), softmax(random.normal(size=(SAMPLES, 4)))),
    "maps": (MAP_LABELS, scores(SAMPLES, 2, 2, 3)),
    "bordered maps": (BORDERED, scores(SAMPLES, 2, 2, 3)),
    "binary": (random.integers(0, 2, (SAMPLES, 1)), scores(SAMPLES, 1)),
    "flat binary": (random.integers(0, 2, SAMPLES), scores(SAMPLES, 1)),
    "labels": (random.integers(0, 2, (SAMPLES, 3)), scores(SAMPLES, 3)),
    "negatives": (np.zeros((SAMPLES, 1)), scores(SAMPLES, 1)),
    "real": (random.normal(size=(SAMPLES, 3)), random.normal(size=(SAMPLES, 3))),
    "near": (VALUES, VALUES + 0.1 * random.normal(size=(SAMPLES, 3))),
    "constant": (np.tile([1.0, 2.0], (SAMPLES, 1)), random.normal(size=(SAMPLES, 2))),
    "positive": (random.random((SAMPLES, 3)) + 0.1, random.random((SAMPLES, 3)) + 0.1),
}
M = keras.metrics
BINARY = ["binary", "labels", "negatives"]
MAPS = {"num_classes": 3, "sparse_y_pred": False, "dtype": "float32"}
PIXELS = {"num_classes": 2, "dtype": "float32"}
CURVES = [(curve, method) for curve in ("roc", "pr") for method in ("interpolation", "minoring", "majoring")]
CASES = [
    ({"kind": "accuracy"}, M.CategoricalAccuracy, {}, ["one-hot", "soft"]),
    ({"kind": "accuracy"}, M.SparseCategoricalAccuracy, {}, ["indices", "maps"]),
    ({"kind": "accuracy"}, M.BinaryAccuracy, {}, ["binary", "flat binary"]),
    ({"kind": "binaryAccuracy"}, M.BinaryAccuracy, {}, BINARY),
    ({"kind": "binaryAccuracy", "threshold": 0.3}, M.BinaryAccuracy, {"threshold": 0.3}, ["labels"]),
    ({"kind": "topKCategoricalAccuracy", "k": 2}, M.TopKCategoricalAccuracy, {"k": 2}, ["one-hot"]),
    ({"kind": "topKCategoricalAccuracy", "k": 2}, M.SparseTopKCategoricalAccuracy, {"k": 2}, ["indices", "maps"]),
    *[
        ({"kind": kind} | ({"threshold": threshold} if threshold else {}), metric, {"thresholds": threshold}, BINARY)
        for kind, metric in (
            ("truePositives", M.TruePositives),
            ("trueNegatives", M.TrueNegatives),
            ("falsePositives", M.FalsePositives),
            ("falseNegatives", M.FalseNegatives),
        )
        for threshold in (None, 0.2)
    ],
    *[
        ({"kind": kind, **ours}, metric, theirs, data)
        for kind, metric in (("precision", M.Precision), ("recall", M.Recall))
        for ours, theirs, data in (
            ({}, {}, [*BINARY, "one-hot", "soft"]),
            ({"threshold": 0.7}, {"thresholds": 0.7}, ["labels"]),
            ({"classId": 2}, {"class_id": 2}, ["one-hot"]),
            ({"topK": 2}, {"top_k": 2}, ["one-hot"]),
            ({"topK": 2, "classId": 1, "threshold": 0.6}, {"top_k": 2, "class_id": 1, "thresholds": 0.6}, ["one-hot"]),
        )
    ],
    *[
        ({"kind": "f1Score", "average": average}, M.F1Score, {"average": average}, ["one-hot", "probabilities"])
        for average in ("macro", "micro", "weighted")
    ],
    (
        {"kind": "fBetaScore", "beta": 2, "threshold": 0.4},
        M.FBetaScore,
        {"average": "macro", "beta": 2.0, "threshold": 0.4},
        [*BINARY, "one-hot"],
    ),
    *[
        (
            {"kind": "auc", "curve": curve, "summationMethod": method},
            M.AUC,
            {"curve": curve.upper(), "summation_method": method},
            ["labels", "probabilities"],
        )
        for curve, method in CURVES
    ],
    ({"kind": "auc"}, M.AUC, {}, ["negatives", "soft"]),
    ({"kind": "auc", "numThresholds": 11}, M.AUC, {"num_thresholds": 11}, ["labels"]),
    ({"kind": "auc", "curve": "pr", "numThresholds": 2}, M.AUC, {"curve": "PR", "num_thresholds": 2}, ["labels"]),
    *[
        (
            {"kind": "auc", "curve": curve, "multiLabel": True},
            M.AUC,
            {"curve": curve.upper(), "multi_label": True},
            ["labels"],
        )
        for curve in ("roc", "pr")
    ],
    *[
        (
            {"kind": kind, name: value, "numThresholds": count} | ({"classId": 1} if one else {}),
            metric,
            {name: value, "num_thresholds": count} | ({"class_id": 1} if one else {}),
            ["labels"],
        )
        for kind, metric, name in (
            ("sensitivityAtSpecificity", M.SensitivityAtSpecificity, "specificity"),
            ("specificityAtSensitivity", M.SpecificityAtSensitivity, "sensitivity"),
            ("precisionAtRecall", M.PrecisionAtRecall, "recall"),
            ("recallAtPrecision", M.RecallAtPrecision, "precision"),
        )
        for value, count, one in ((0.5, 200, False), (0.9, 11, False), (0.6, 200, True))
    ],
    ({"kind": "meanIoU"}, M.MeanIoU, MAPS, ["maps", "bordered maps"]),
    ({"kind": "meanIoU", "ignoreClass": 1}, M.MeanIoU, MAPS | {"ignore_class": 1}, ["maps"]),
    ({"kind": "meanIoU"}, M.OneHotMeanIoU, {"num_classes": 4, "dtype": "float32"}, ["one-hot"]),
    ({"kind": "iou", "targetClassIds": [0, 2]}, M.IoU, MAPS | {"target_class_ids": [0, 2]}, ["maps"]),
    (
        {"kind": "iou", "targetClassIds": [3]},
        M.OneHotIoU,
        {"num_classes": 4, "target_class_ids": [3], "dtype": "float32"},
        ["one-hot"],
    ),
    ({"kind": "binaryIoU"}, M.BinaryIoU, {"dtype": "float32"}, ["binary", "negatives"]),
    (
        {"kind": "binaryIoU", "targetClassIds": [1], "threshold": 0.3},
        M.BinaryIoU,
        {"target_class_ids": [1], "threshold": 0.3, "dtype": "float32"},
        ["binary"],
    ),
    ({"kind": "rootMeanSquaredError"}, M.RootMeanSquaredError, {}, ["real", "flat binary"]),
    ({"kind": "r2Score"}, M.R2Score, {}, ["real", "near", "constant"]),
    (
        {"kind": "r2Score", "classAggregation": "varianceWeightedAverage"},
        M.R2Score,
        {"class_aggregation": "variance_weighted_average"},
        ["real", "near"],
    ),
    ({"kind": "pearsonCorrelation"}, M.PearsonCorrelation, {}, ["real", "near"]),
    ({"kind": "concordanceCorrelation"}, M.ConcordanceCorrelation, {}, ["real", "near"]),
    ({"kind": "cosineSimilarity"}, M.CosineSimilarity, {}, ["real"]),
    ({"kind": "meanSquaredError"}, M.MeanSquaredError, {}, ["real"]),
    ({"kind": "meanAbsoluteError"}, M.MeanAbsoluteError, {}, ["real", "flat binary"]),
    ({"kind": "meanAbsolutePercentageError"}, M.MeanAbsolutePercentageError, {}, ["positive"]),
    ({"kind": "meanSquaredLogarithmicError"}, M.MeanSquaredLogarithmicError, {}, ["positive"]),
    ({"kind": "logCosh"}, M.LogCoshError, {}, ["real"]),
    ({"kind": "poisson"}, M.Poisson, {}, ["positive"]),
    ({"kind": "kullbackLeiblerDivergence"}, M.KLDivergence, {}, ["soft"]),
    ({"kind": "hinge"}, M.Hinge, {}, ["labels"]),
    ({"kind": "squaredHinge"}, M.SquaredHinge, {}, ["labels"]),
    ({"kind": "categoricalHinge"}, M.CategoricalHinge, {}, ["one-hot"]),
    ({"kind": "binaryCrossentropy", "labelSmoothing": 0.1}, M.BinaryCrossentropy, {"label_smoothing": 0.1}, ["labels"]),
    ({"kind": "categoricalCrossentropy"}, M.CategoricalCrossentropy, {}, ["probabilities"]),
    ({"kind": "sparseCategoricalCrossentropy"}, M.SparseCategoricalCrossentropy, {}, ["indices of probabilities"]),
]


def result(metric, options, data, weights=None):
    metric = metric(**options)
    start = 0
    for size in BATCHES:
        batch = slice(start, start + size)
        targets, predictions = (values[batch].astype("float32") for values in DATA[data])
        metric.update_state(
            targets, predictions, sample_weight=None if weights is None else weights[batch].astype("float32")
        )
        start += size
    return numbers(metric.result())


def evaluate(metric, options, data):
    unweighted = {"data": data, "result": result(metric, options, data)}
    # Keras' intersections take a weight for each position, not for each sample.
    by_position = "num_classes" in options and data.endswith("maps")
    return unweighted if by_position else unweighted | {"weighted": result(metric, options, data, WEIGHTS)}


write(
    "metrics",
    {
        "source": f"Keras {keras.__version__}",
        "batches": BATCHES,
        "weights": numbers(WEIGHTS),
        "data": {
            name: {"targets": numbers(targets), "predictions": numbers(predictions)}
            for name, (targets, predictions) in DATA.items()
        },
        "cases": [
            {"metric": ours, **evaluate(metric, options, data)}
            for ours, metric, options, names in CASES
            for data in names
        ],
    },
)
