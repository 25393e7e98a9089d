"""scikit-learn's figures of a classifier's predictions."""

import warnings

import numpy as np
import sklearn
from golden import write
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    confusion_matrix,
    precision_recall_fscore_support,
    roc_auc_score,
)

warnings.simplefilter("ignore")


def case(name, rng, n, classes, sharpness, absent=(), ties=False):
    present = [c for c in range(classes) if c not in absent]
    actual = rng.choice(present, n)
    logits = rng.normal(size=(n, classes))
    logits[np.arange(n), actual] += sharpness
    probabilities = np.exp(3 * logits) / np.exp(3 * logits).sum(1, keepdims=True)
    if ties:
        probabilities = np.round(probabilities * 8) / 8
    # Few digits keep the file small; float32, as the evaluator receives them.
    probabilities = np.round(probabilities, 6).astype(np.float32)
    predicted = probabilities.argmax(1)
    labels = np.arange(classes)
    wide = probabilities.astype(np.float64)
    precision, recall, f1, support = precision_recall_fscore_support(actual, predicted, labels=labels, zero_division=0)
    macro = precision_recall_fscore_support(actual, predicted, labels=labels, average="macro", zero_division=0)
    truth = actual[:, None] == labels

    confidence = wide.max(1)
    bins = np.clip(np.ceil(confidence * 15) - 1, 0, 14)
    gaps = [abs(confidence[bins == b].sum() - (predicted == actual)[bins == b].sum()) for b in range(15)]

    return {
        "name": name,
        "labels": [f"class {c}" for c in range(classes)],
        "actual": actual.tolist(),
        "probabilities": [float(str(p)) for p in probabilities.ravel()],
        "accuracy": accuracy_score(actual, predicted),
        "loss": -np.log(np.clip(wide[np.arange(n), actual], 1e-7, 1 - 1e-7)).mean(),
        "confusion": confusion_matrix(actual, predicted, labels=labels).tolist(),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        "macro": list(macro[:3]),
        "rocAuc": [roc_auc_score(truth[:, c], wide[:, c]) if truth[:, c].any() else None for c in labels],
        "averagePrecision": [
            average_precision_score(truth[:, c], wide[:, c]) if truth[:, c].any() else None for c in labels
        ],
        "microRocAuc": roc_auc_score(truth.ravel(), wide.ravel()),
        "microAveragePrecision": average_precision_score(truth.ravel(), wide.ravel()),
        "expectedCalibrationError": float(np.sum(gaps) / n),
    }


rng = np.random.default_rng(7)
cases = [
    case("ten classes", rng, 120, 10, 1.0),
    case("two classes", rng, 40, 2, 0.5),
    case("ties", rng, 80, 4, 0.7, ties=True),
    case("an absent class", rng, 60, 5, 1.0, absent=(3,)),
    case("nearly perfect", rng, 60, 3, 4.0),
]
write("classification", {"version": sklearn.__version__, "cases": cases}, package="tasks")
