"""cleanlab's label issues of made-up out-of-sample probabilities, some of whose labels were flipped, and its outliers
among made-up embeddings."""

from golden import write

from importlib.metadata import version

import numpy as np
from cleanlab.filter import find_label_issues
from cleanlab.outlier import OutOfDistribution
from cleanlab.rank import get_label_quality_scores
from scipy.stats import iqr

FILTERS = {
    "pruneByNoiseRate": "prune_by_noise_rate",
    "pruneByClass": "prune_by_class",
    "both": "both",
    "confidentLearning": "confident_learning",
}
RANKINGS = {"selfConfidence": "self_confidence", "normalizedMargin": "normalized_margin"}


def classified(seed, counts, skill, flipped):
    random = np.random.default_rng(seed)
    truth = np.repeat(np.arange(len(counts)), counts)
    logits = random.normal(size=(len(truth), len(counts)))
    logits[np.arange(len(truth)), truth] += skill
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = truth.copy()
    wrong = random.random(len(truth)) < flipped
    labels[wrong] = (labels[wrong] + random.integers(1, len(counts), wrong.sum())) % len(counts)
    order = random.permutation(len(truth))
    return labels[order], probabilities[order].round(6)


def label_case(seed, counts, skill, flipped):
    labels, probabilities = classified(seed, counts, skill, flipped)
    issues = {
        ours: {
            name: find_label_issues(
                labels, probabilities, filter_by=theirs, return_indices_ranked_by=rank, n_jobs=1
            ).tolist()
            for name, rank in RANKINGS.items()
        }
        for ours, theirs in FILTERS.items()
    }
    scores = {
        name: get_label_quality_scores(labels, probabilities, method=rank).round(9).tolist()
        for name, rank in RANKINGS.items()
    }
    return {
        "labels": labels.tolist(),
        "classes": len(counts),
        "probabilities": probabilities.ravel().tolist(),
        "scores": scores,
        "issues": issues,
    }


def outlier_case(seed, count, dimension, neighbours):
    random = np.random.default_rng(seed)
    embeddings = (random.normal(size=(count, dimension)) + 3 * random.integers(0, 2, (count, 1))).round(4)
    embeddings[:4] += random.normal(size=(4, dimension)).round(4) * 5
    embeddings[5] = embeddings[6]
    detector = OutOfDistribution({"k": neighbours})
    scores = detector.fit_score(features=embeddings, verbose=False)
    distances = detector.params["knn"].kneighbors()[0][:, :neighbours].mean(axis=1)
    limit = np.quantile(distances, 0.75) + (1 / 0.37037037037037035 - 1) * iqr(distances)
    return {
        "dimension": dimension,
        "neighbours": neighbours,
        "embeddings": embeddings.ravel().tolist(),
        "scores": scores.tolist(),
        "outliers": np.flatnonzero(distances > limit).tolist(),
    }


write(
    "label-issues",
    {
        "source": f"cleanlab {version('cleanlab')}",
        "labels": [
            label_case(1, [90, 80, 70], 2.0, 0.12),
            label_case(2, [120, 100], 1.2, 0.05),
            label_case(3, [80, 6, 60, 30, 2], 2.5, 0.1),
            label_case(4, [30, 30, 30, 30], 0.3, 0.4),
            label_case(5, [20] * 10, 4.0, 0.05),
        ],
        "outliers": [outlier_case(1, 120, 6, 10), outlier_case(2, 60, 2, 3), outlier_case(3, 150, 3, 10)],
    },
    "ingest",
)
