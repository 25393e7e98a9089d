"""How well scikit-learn's splitters by group keep the fractions of classes and of samples, and its scaler's numbers."""

from golden import write

import numpy as np
import sklearn
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold
from sklearn.preprocessing import StandardScaler

SEEDS = 5


def samples(seed, groups, classes, largest, mixed):
    """Classes of unequal sizes in groups of unequal sizes; a fraction of the groups is of one class, the others are
    `mixed`."""
    random = np.random.default_rng(seed)
    fractions = random.dirichlet(np.full(classes, 2.0))
    labels, members = [], []
    for group in range(groups):
        size = int(random.integers(1, largest + 1))
        own = random.choice(classes, p=fractions)
        for _ in range(size):
            labels.append(int(random.choice(classes, p=fractions) if random.random() < mixed else own))
            members.append(group)
    order = random.permutation(len(labels))
    return np.array(labels)[order], np.array(members)[order]


def class_deviation(labels, folds):
    """The mean over classes of the standard deviation over folds of a class's fraction in a fold: what
    StratifiedGroupKFold makes small."""
    return float(
        np.mean(
            [
                np.std([np.mean(folds[labels == label] == fold) for fold in np.unique(folds)])
                for label in np.unique(labels)
            ]
        )
    )


def size_deviation(_, folds):
    return float(np.std([np.mean(folds == fold) for fold in np.unique(folds)]))


def folds_of(splitter, labels, groups):
    folds = np.full(len(labels), -1)
    for fold, (_, held_out) in enumerate(splitter.split(labels, labels, groups)):
        folds[held_out] = fold
    return folds


def evaluate(seed, n_splits, **shape):
    labels, groups = samples(seed, **shape)
    stratified = [StratifiedGroupKFold(n_splits)] + [
        StratifiedGroupKFold(n_splits, shuffle=True, random_state=state) for state in range(SEEDS)
    ]
    return {
        "folds": n_splits,
        "labels": labels.tolist(),
        "groups": groups.tolist(),
        "stratifiedGroup": [class_deviation(labels, folds_of(splitter, labels, groups)) for splitter in stratified],
        "group": size_deviation(labels, folds_of(GroupKFold(n_splits), labels, groups)),
    }


CASES = [
    evaluate(seed, n_splits, groups=groups, classes=classes, largest=largest, mixed=mixed)
    for seed, (n_splits, groups, classes, largest, mixed) in enumerate(
        [
            (3, 20, 2, 6, 0.0),
            (3, 24, 3, 8, 0.3),
            (4, 40, 4, 5, 0.1),
            (5, 30, 2, 12, 0.5),
            (5, 60, 5, 4, 0.0),
            (5, 25, 3, 20, 1.0),
            (2, 12, 3, 9, 0.2),
            (10, 60, 2, 8, 0.4),
            (3, 15, 6, 15, 0.6),
            (4, 50, 3, 3, 0.0),
        ]
    )
]


def scaling(seed, channels, high):
    pixels = np.random.default_rng(seed).integers(0, high, size=(5, 4, 3, channels), dtype=np.uint8)
    scaled = pixels.astype("float64") / 255
    scaler = StandardScaler().fit(scaled.reshape(-1, channels))
    assert np.allclose(scaler.mean_, scaled.mean(axis=(0, 1, 2))) and np.allclose(
        np.sqrt(scaler.var_), scaled.std(axis=(0, 1, 2))
    )
    return {
        "channels": channels,
        "pixels": pixels.ravel().tolist(),
        "mean": scaler.mean_.tolist(),
        "std": scaler.scale_.tolist(),
    }


write("splits", {"source": f"scikit-learn {sklearn.__version__}", "cases": CASES}, package="ingest")
write(
    "scaling",
    {
        "source": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
        "cases": [scaling(1, 1, 256), scaling(2, 3, 256), scaling(3, 3, 40), scaling(4, 1, 1)],
    },
    package="ingest",
)
