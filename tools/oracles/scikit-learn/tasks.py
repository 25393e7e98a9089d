"""scikit-learn's figures of several labels per sample, and of regression."""

import numpy as np
import sklearn
from golden import numbers, write
from sklearn import metrics

SOURCE = f"scikit-learn {sklearn.__version__}"
# Keras clips probabilities before the logarithm.
EPSILON = 1e-7


def multi_label(seed, samples, labels, prevalence):
    random = np.random.default_rng(seed)
    actual = (random.random((samples, labels)) < prevalence).astype(int)
    scores = np.clip(actual * 0.3 + random.random((samples, labels)) * 0.7, 0, 1).astype("float32")
    thresholds = random.uniform(0.2, 0.8, labels)
    answered = (scores >= thresholds).astype(int)
    clipped = np.clip(scores.astype("float64"), EPSILON, 1 - EPSILON)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(actual, answered, zero_division=0)
    averages = {
        average: list(metrics.precision_recall_fscore_support(actual, answered, average=average, zero_division=0)[:3])
        for average in ("macro", "micro")
    }
    return {
        "labels": [f"label {index}" for index in range(labels)],
        "actual": actual.ravel().tolist(),
        "probabilities": numbers(scores.ravel()),
        "thresholds": thresholds.tolist(),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        **averages,
        "subsetAccuracy": metrics.accuracy_score(actual, answered),
        "hammingLoss": metrics.hamming_loss(actual, answered),
        "loss": float(-np.mean(actual * np.log(clipped) + (1 - actual) * np.log(1 - clipped))),
        "averagePrecision": np.atleast_1d(metrics.average_precision_score(actual, scores, average=None)).tolist(),
        "microAveragePrecision": metrics.average_precision_score(actual, scores, average="micro"),
    }


def regression(seed, samples, noise):
    random = np.random.default_rng(seed)
    actual = random.uniform(-60, 60, samples)
    predicted = actual + random.normal(0, noise, samples)
    return {
        "actual": actual.tolist(),
        "predicted": predicted.tolist(),
        "meanAbsoluteError": metrics.mean_absolute_error(actual, predicted),
        "medianAbsoluteError": metrics.median_absolute_error(actual, predicted),
        "rootMeanSquaredError": metrics.root_mean_squared_error(actual, predicted),
        "r2": metrics.r2_score(actual, predicted),
    }


write(
    "multi-label",
    {
        "source": SOURCE,
        "cases": [multi_label(1, 60, 4, 0.4), multi_label(3, 50, 3, 0.05), multi_label(4, 30, 5, 0.9)],
    },
    package="tasks",
)
write(
    "regression",
    {"source": SOURCE, "cases": [regression(5, 50, 4), regression(6, 31, 80), regression(7, 2, 0.1)]},
    package="tasks",
)


def verification(seed, identities, samples, units, spread):
    """Figures of all pairs, by their Euclidean distances."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(identities, units))
    of = np.arange(samples) % identities
    embeddings = centres[of] + random.normal(scale=spread, size=(samples, units))
    embeddings = (embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)).astype("float32")
    distances = np.linalg.norm(embeddings[:, None].astype("float64") - embeddings[None], axis=-1)
    one, other = np.triu_indices(samples, 1)
    same, apart = of[one] == of[other], distances[one, other]
    accepted, found, _ = metrics.roc_curve(same, -apart, drop_intermediate=False)
    nearest = np.argmin(np.abs(accepted - (1 - found)))
    np.fill_diagonal(distances, np.inf)
    return {
        "identities": [f"identity {index}" for index in of],
        "embeddings": numbers(embeddings.ravel()),
        "units": units,
        "rocAuc": metrics.roc_auc_score(same, -apart),
        "equalErrorRate": float((accepted[nearest] + 1 - found[nearest]) / 2),
        "recallAt1": float(np.mean(of[np.argmin(distances, axis=1)] == of)),
    }


write(
    "embedding",
    {"source": SOURCE, "cases": [verification(8, 4, 40, 6, 0.5), verification(9, 3, 31, 4, 2.0)]},
    package="tasks",
)
