"""imbalanced-learn's samplers, with the random numbers that they drew, and scikit-learn's class weights."""

from golden import numbers, write

import imblearn
import numpy as np
import sklearn
from imblearn.combine import SMOTEENN, SMOTETomek
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE, RandomOverSampler
from imblearn.pipeline import Pipeline
from imblearn.under_sampling import EditedNearestNeighbours, NearMiss, RandomUnderSampler, TomekLinks
from sklearn.utils.class_weight import compute_class_weight


class Recorder(np.random.RandomState):
    """Keeps what is drawn. `choice` calls `randint` by itself: only the outer call counts."""

    def __init__(self, seed):
        super().__init__(seed)
        self.drawn = []
        self.inside = False

    def keep(self, kind, draw, scale=1):
        if self.inside:
            return draw()
        self.inside = True
        values = draw()
        self.inside = False
        if np.size(values):
            self.drawn.append(
                [
                    kind,
                    (np.ravel(values) / scale).tolist()
                    if kind in ("uniforms", "normals")
                    else np.ravel(values).tolist(),
                ]
            )
        return values

    def randint(self, low, high=None, size=None, dtype=int):
        assert self.inside or low == 0
        return self.keep("integers", lambda: super(Recorder, self).randint(low, high, size, dtype))

    def uniform(self, low=0.0, high=1.0, size=None):
        assert low == 0
        return self.keep("uniforms", lambda: super(Recorder, self).uniform(low, high, size), high)

    def randn(self, *size):
        return self.keep("normals", lambda: super(Recorder, self).randn(*size))

    def choice(self, a, size=None, replace=True, p=None):
        population = np.arange(a) if np.ndim(a) == 0 else np.asarray(a)
        places = self.keep(
            "integers" if replace else "subset", lambda: super(Recorder, self).choice(len(population), size, replace)
        )
        return population[places]


def blobs(seed, counts, dimension, spread):
    """Overlapping Gaussian classes in mixed order."""
    random = np.random.default_rng(seed)
    labels = random.permutation(np.repeat(np.arange(len(counts)), counts))
    centres = random.normal(size=(len(counts), dimension))
    values = centres[labels] + spread * random.normal(size=(len(labels), dimension))
    return values.astype("float32"), labels


DATA = {
    "two classes": blobs(1, [34, 12], 3, 0.9),
    "three classes": blobs(2, [13, 30, 9], 2, 0.8),
    "wide": blobs(3, [30, 14], 18, 1.6),
}
BOTH, ALL = ["two classes", "wide"], list(DATA)
CASES = [
    ({"kind": "randomOverSampler"}, lambda r: RandomOverSampler(random_state=r), ALL),
    ({"kind": "randomOverSampler", "shrinkage": 0.7}, lambda r: RandomOverSampler(random_state=r, shrinkage=0.7), ALL),
    (
        {"kind": "randomOverSampler", "samplingStrategy": 0.6},
        lambda r: RandomOverSampler(random_state=r, sampling_strategy=0.6),
        BOTH,
    ),
    (
        {"kind": "randomOverSampler", "samplingStrategy": "minority"},
        lambda r: RandomOverSampler(random_state=r, sampling_strategy="minority"),
        ["three classes"],
    ),
    ({"kind": "randomUnderSampler"}, lambda r: RandomUnderSampler(random_state=r), ALL),
    (
        {"kind": "randomUnderSampler", "replacement": True},
        lambda r: RandomUnderSampler(random_state=r, replacement=True),
        ALL,
    ),
    (
        {"kind": "randomUnderSampler", "samplingStrategy": 0.7},
        lambda r: RandomUnderSampler(random_state=r, sampling_strategy=0.7),
        BOTH,
    ),
    (
        {"kind": "randomUnderSampler", "samplingStrategy": "not majority"},
        lambda r: RandomUnderSampler(random_state=r, sampling_strategy="not majority"),
        ["three classes"],
    ),
    (
        {"kind": "randomHybrid", "target": 15},
        lambda r: Pipeline(
            [
                ("over", RandomOverSampler(random_state=r, sampling_strategy={0: 15, 2: 15})),
                ("under", RandomUnderSampler(random_state=r, sampling_strategy={1: 15})),
            ]
        ),
        ["three classes"],
    ),
    ({"kind": "smote"}, lambda r: SMOTE(random_state=r), ALL),
    (
        {"kind": "smote", "kNeighbors": 3, "samplingStrategy": {"0": 20, "2": 12}},
        lambda r: SMOTE(random_state=r, k_neighbors=3, sampling_strategy={0: 20, 2: 12}),
        ["three classes"],
    ),
    (
        {"kind": "smote", "samplingStrategy": "all"},
        lambda r: SMOTE(random_state=r, sampling_strategy="all"),
        ["three classes"],
    ),
    ({"kind": "borderlineSmote"}, lambda r: BorderlineSMOTE(random_state=r), ALL),
    (
        {"kind": "borderlineSmote", "variant": "borderline-2"},
        lambda r: BorderlineSMOTE(random_state=r, kind="borderline-2"),
        ALL,
    ),
    (
        {"kind": "borderlineSmote", "mNeighbors": 5, "kNeighbors": 2},
        lambda r: BorderlineSMOTE(random_state=r, m_neighbors=5, k_neighbors=2),
        ALL,
    ),
    ({"kind": "adasyn"}, lambda r: ADASYN(random_state=r), ALL),
    (
        {"kind": "adasyn", "nNeighbors": 4, "samplingStrategy": "minority"},
        lambda r: ADASYN(random_state=r, n_neighbors=4, sampling_strategy="minority"),
        ALL,
    ),
    ({"kind": "tomekLinks"}, lambda r: TomekLinks(), ALL),
    ({"kind": "tomekLinks", "samplingStrategy": "all"}, lambda r: TomekLinks(sampling_strategy="all"), ALL),
    ({"kind": "tomekLinks", "samplingStrategy": [1]}, lambda r: TomekLinks(sampling_strategy=[1]), ALL),
    ({"kind": "editedNearestNeighbours"}, lambda r: EditedNearestNeighbours(), ALL),
    (
        {"kind": "editedNearestNeighbours", "selection": "mode", "samplingStrategy": "all"},
        lambda r: EditedNearestNeighbours(kind_sel="mode", sampling_strategy="all"),
        ALL,
    ),
    (
        {"kind": "editedNearestNeighbours", "nNeighbors": 4, "selection": "mode", "samplingStrategy": "majority"},
        lambda r: EditedNearestNeighbours(n_neighbors=4, kind_sel="mode", sampling_strategy="majority"),
        ALL,
    ),
    *[
        ({"kind": "nearMiss", "version": version}, lambda r, version=version: NearMiss(version=version), ALL)
        for version in (1, 2, 3)
    ],
    (
        {"kind": "nearMiss", "version": 2, "nNeighbors": 5, "samplingStrategy": 0.8},
        lambda r: NearMiss(version=2, n_neighbors=5, sampling_strategy=0.8),
        BOTH,
    ),
    (
        {"kind": "nearMiss", "version": 3, "nNeighborsVersion3": 5},
        lambda r: NearMiss(version=3, n_neighbors_ver3=5),
        ALL,
    ),
    ({"kind": "smoteTomek"}, lambda r: SMOTETomek(random_state=r), ALL),
    ({"kind": "smoteEnn"}, lambda r: SMOTEENN(random_state=r), ALL),
]


def evaluate(options, make, data):
    values, labels = DATA[data]
    recorder = Recorder(11)
    sampler = make(recorder)
    resampled, classes = sampler.fit_resample(values, labels)
    result = {"options": options, "data": data, "draws": recorder.drawn, "labels": classes.tolist()}
    if hasattr(sampler, "sample_indices_") and "shrinkage" not in options:
        return {**result, "indices": sampler.sample_indices_.tolist()}
    return {
        **result,
        "values": numbers(resampled[len(values) :] if np.array_equal(resampled[: len(values)], values) else resampled),
    }


def effective_number(counts, beta):
    """As in the authors' class_balanced_loss.py."""
    weights = (1.0 - beta) / np.array(1.0 - np.power(beta, counts))
    return (weights / np.sum(weights) * len(counts)).tolist()


COUNTS = [[900, 100], [5000, 500, 50, 1], [7, 7, 7]]
write(
    "resampling",
    {
        "source": f"imbalanced-learn {imblearn.__version__}, scikit-learn {sklearn.__version__}",
        "data": {
            name: {"values": numbers(values), "labels": labels.tolist()} for name, (values, labels) in DATA.items()
        },
        "cases": [evaluate(options, make, data) for options, make, names in CASES for data in names],
    },
    package="augment",
)
write(
    "class-weights",
    {
        "source": f"scikit-learn {sklearn.__version__}",
        "weights": [
            {
                "counts": counts,
                "balanced": compute_class_weight(
                    "balanced", classes=np.arange(len(counts)), y=np.repeat(np.arange(len(counts)), counts)
                ).tolist(),
                "effectiveNumber": {str(beta): effective_number(counts, beta) for beta in (0.9, 0.999, 0.9999)},
            }
            for counts in COUNTS
        ],
    },
    package="tasks",
)
