"""Losses and metrics of Keras models with masked time steps, before and after a step of training."""

from golden import numbers, write  # isort: skip (it sets the environment that Keras reads)

import re

import keras
import numpy as np
from keras import layers

random = np.random.default_rng(11)
IDS = np.array([[1, 2, 3, 0, 0], [4, 5, 0, 0, 0], [3, 0, 1, 2, 0]])
OTHER_IDS = np.array([[1, 0, 0, 2, 0], [3, 3, 3, 0, 0], [0, 0, 0, 0, 0]])
VALUES = np.where(IDS[..., None] == 0, 0, random.normal(size=(3, 5, 2)))
LABELS = random.integers(0, 3, (3, 5))
TARGETS = {
    "labels": LABELS,
    "one-hot": np.eye(3)[LABELS],
    "bits": random.integers(0, 2, (3, 5, 1)),
    "numbers": random.normal(size=(3, 5, 3)),
    "classes": random.integers(0, 3, 3),
    "pairs": random.integers(0, 3, (3, 10)),
}
WEIGHTS = {"samples": random.choice([0.5, 1.0, 3.0], (3, 1)), "positions": random.choice([0.0, 1.0, 3.0], (3, 5))}
CLASSES = {
    "embedding": layers.Embedding,
    "masking": layers.Masking,
    "lstm": layers.LSTM,
    "gru": layers.GRU,
    "simpleRNN": layers.SimpleRNN,
    "dense": layers.Dense,
    "activation": layers.Activation,
    "dropout": layers.Dropout,
    "leakyReLU": layers.LeakyReLU,
    "elu": layers.ELU,
    "reLU": layers.ReLU,
    "prelu": layers.PReLU,
    "layerNormalization": layers.LayerNormalization,
    "batchNormalization": layers.BatchNormalization,
    "globalAveragePooling1d": layers.GlobalAveragePooling1D,
    "globalMaxPooling1d": layers.GlobalMaxPooling1D,
    "flatten": layers.Flatten,
    "reshape": layers.Reshape,
    "conv1d": layers.Conv1D,
    "add": layers.Add,
    "average": layers.Average,
    "multiply": layers.Multiply,
    "maximum": layers.Maximum,
    "minimum": layers.Minimum,
    "concatenate": layers.Concatenate,
    "rescaling": layers.Rescaling,
    "spatialDropout1d": layers.SpatialDropout1D,
    "permute": layers.Permute,
    "gaussianNoise": layers.GaussianNoise,
}
EMBEDDING = ("embedding", {"inputDim": 6, "outputDim": 3, "maskZero": True}, ["ids"])
OTHER = ("embedding", {"inputDim": 6, "outputDim": 3, "maskZero": True}, ["others"])
PLAIN = ("embedding", {"inputDim": 6, "outputDim": 3}, ["others"])
MASKING = ("masking", {}, ["values"])
SOFTMAX = {"units": 3, "activation": "softmax"}
SEQUENCE = {"units": 4, "returnSequences": True}


def head(*of):
    return ("dense", SOFTMAX, list(of))


def after(*middle):
    """Embedding, then layers one after the other, then a softmax of each step."""
    nodes = {"embedding": EMBEDDING}
    for index, (kind, options) in enumerate(middle):
        nodes[f"layer{index}"] = (kind, options, [list(nodes)[-1]])
    return {**nodes, "head": head(list(nodes)[-1])}


def merged(kind, options={}, other=OTHER):
    return {
        "embedding": EMBEDDING,
        "other": other,
        "merge": (kind, options, ["embedding", "other"]),
        "head": head("merge"),
    }


LSTM = ("lstm", SEQUENCE)
STEPS = {
    "loss": "sparseCategoricalCrossentropy",
    "targets": "labels",
    "metrics": ["accuracy", "sparseCategoricalCrossentropy"],
}
ONE = {"loss": "sparseCategoricalCrossentropy", "targets": "classes", "metrics": ["accuracy"]}
CASES = {
    "LSTM": (after(LSTM), STEPS),
    "GRU": (after(("gru", SEQUENCE)), STEPS),
    "simple recurrence": (after(("simpleRNN", SEQUENCE)), STEPS),
    "a mask from values": ({"masking": MASKING, "lstm": (*LSTM, ["masking"]), "head": head("lstm")}, STEPS),
    "dropout, activations, normalisation": (
        after(
            LSTM,
            ("dropout", {"rate": 0}),
            ("layerNormalization", {}),
            ("activation", {"activation": "tanh"}),
            ("reLU", {}),
            ("rescaling", {"scale": 2}),
        ),
        STEPS,
    ),
    "activation layers": (
        after(
            ("leakyReLU", {}),
            ("elu", {}),
            ("prelu", {}),
            ("spatialDropout1d", {"rate": 0}),
            ("gaussianNoise", {"stddev": 0}),
        ),
        STEPS,
    ),
    "batch normalisation": (after(("batchNormalization", {}), LSTM), STEPS),
    "time distributed": (
        after(LSTM, ("timeDistributed", {"layer": ("dense", {"units": 4, "activation": "relu"})})),
        STEPS,
    ),
    "time distributed normalisation": (after(LSTM, ("timeDistributed", {"layer": ("batchNormalization", {})})), STEPS),
    **{
        f"bidirectional {mode}": (after(("bidirectional", {"layer": LSTM, "mergeMode": mode})), STEPS)
        for mode in ("concat", "sum", "ave", "mul")
    },
    "stacked bidirectional GRUs": (
        after(("bidirectional", {"layer": ("gru", SEQUENCE)}), ("bidirectional", {"layer": ("gru", SEQUENCE)})),
        STEPS,
    ),
    "bidirectional, its last outputs": (after(("bidirectional", {"layer": ("lstm", {"units": 4})})), ONE),
    "the last output": (after(("lstm", {"units": 4})), ONE),
    "pooled": (after(LSTM, ("globalAveragePooling1d", {})), ONE),
    "pooled maxima": (after(("globalMaxPooling1d", {})), ONE),
    "flattened": (after(("flatten", {})), ONE),
    "convolved": (after(("conv1d", {"filters": 3, "kernelSize": 1})), STEPS),
    "reshaped": (after(("reshape", {"targetShape": [5, 3]})), STEPS),
    **{kind: (merged(kind), STEPS) for kind in ("add", "average", "multiply", "maximum", "minimum")},
    **{f"{kind} with one mask": (merged(kind, other=PLAIN), STEPS) for kind in ("add", "multiply", "maximum")},
    "concatenate": (merged("concatenate"), STEPS),
    "concatenate with one mask": (merged("concatenate", other=PLAIN), STEPS),
    "concatenate in time": (merged("concatenate", {"axis": 1}), {**STEPS, "targets": "pairs"}),
    "concatenate in time with one mask": (merged("concatenate", {"axis": 1}, PLAIN), {**STEPS, "targets": "pairs"}),
    "an inner model": (
        {
            "embedding": EMBEDDING,
            "inner": (
                "model",
                {"nodes": {"lstm": (*LSTM, ["in"]), "inner dense": ("dense", {"units": 4}, ["lstm"])}, "shape": [5, 3]},
                ["embedding"],
            ),
            "head": head("inner"),
        },
        STEPS,
    ),
    "a mask made in an inner model": (
        {
            "inner": (
                "model",
                {"nodes": {"masking": ("masking", {}, ["in"]), "lstm": (*LSTM, ["masking"])}, "shape": [5, 2]},
                ["values"],
            ),
            "head": head("inner"),
        },
        STEPS,
    ),
    "one-hot rows": (after(LSTM), {"loss": "categoricalCrossentropy", "targets": "one-hot", "metrics": ["accuracy"]}),
    "numbers": (
        after(LSTM),
        {
            "loss": "meanSquaredError",
            "targets": "numbers",
            "metrics": ["meanSquaredError", "meanAbsoluteError", "rootMeanSquaredError", "cosineSimilarity"],
        },
    ),
    "bits": (
        {
            "embedding": EMBEDDING,
            "lstm": (*LSTM, ["embedding"]),
            "head": ("dense", {"units": 1, "activation": "sigmoid"}, ["lstm"]),
        },
        {
            "loss": "binaryCrossentropy",
            "targets": "bits",
            "metrics": ["accuracy", "binaryCrossentropy", "precision", "recall", "auc"],
        },
    ),
    "dice": (after(LSTM), {"loss": "dice", "targets": "one-hot", "metrics": ["accuracy"]}),
    **{f"weights of {kind}": (after(LSTM), {**STEPS, "weights": kind}) for kind in WEIGHTS},
    "nothing but padding": (
        {"embedding": OTHER, "lstm": (*LSTM, ["embedding"]), "head": head("lstm")},
        {**STEPS, "rows": [2]},
    ),
    "several outputs": (
        {
            "embedding": EMBEDDING,
            "lstm": (*LSTM, ["embedding"]),
            "last": ("lstm", {"units": 3}, ["lstm"]),
            "head": head("lstm"),
            "other head": head("last"),
        },
        {"outputs": {"head": STEPS, "other head": ONE}},
    ),
}
LOSSES = {
    "sparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
    "categoricalCrossentropy": "categorical_crossentropy",
    "meanSquaredError": "mean_squared_error",
    "binaryCrossentropy": "binary_crossentropy",
    "dice": "dice",
}
METRICS = {
    "rootMeanSquaredError": keras.metrics.RootMeanSquaredError,
    "cosineSimilarity": keras.metrics.CosineSimilarity,
    "precision": keras.metrics.Precision,
    "recall": keras.metrics.Recall,
    "auc": keras.metrics.AUC,
    "accuracy": lambda: "accuracy",
    "meanSquaredError": keras.metrics.MeanSquaredError,
    "meanAbsoluteError": keras.metrics.MeanAbsoluteError,
    "binaryCrossentropy": keras.metrics.BinaryCrossentropy,
    "sparseCategoricalCrossentropy": keras.metrics.SparseCategoricalCrossentropy,
}
INPUTS = {"ids": (IDS, ()), "others": (OTHER_IDS, ()), "values": (VALUES, (2,))}


def snake(options):
    return {
        re.sub("[A-Z0-9]+$|[A-Z]", lambda found: "_" + found[0].lower(), name): value for name, value in options.items()
    }


def layer_of(name, kind, options):
    if kind in ("timeDistributed", "bidirectional"):
        inner = layer_of(f"{name} inner", *options["layer"])
        wrapper = {"timeDistributed": layers.TimeDistributed, "bidirectional": layers.Bidirectional}[kind]
        return wrapper(
            inner,
            **snake({key: value for key, value in options.items() if key != "layer"}),
            name=name.replace(" ", "_"),
        )
    if kind == "model":
        start = layers.Input(options["shape"])
        return keras.Model(start, list(connect(options["nodes"], {"in": start}).values())[-1])
    return CLASSES[kind](**snake(options), name=name.replace(" ", "_"))


def connect(nodes, tensors):
    tensors = dict(tensors)
    for name, (kind, options, of) in nodes.items():
        given = [tensors[each] for each in of]
        tensors[name] = layer_of(name, kind, options)(given if len(given) > 1 else given[0])
    return tensors


def leaves(model):
    for layer in model.layers:
        yield from leaves(layer) if isinstance(layer, keras.Model) else [layer]


def fill(model):
    place = 0
    for layer in sorted(leaves(model), key=lambda layer: layer.name):
        values = []
        for weight in layer.get_weights():
            # Variances are positive.
            values.append(
                1 + 0.5 * np.sin(np.arange(weight.size) * 1.3 + place).astype("float32").reshape(weight.shape)
            )
            if "Batch" not in type(getattr(layer, "layer", layer)).__name__:
                values[-1] = (values[-1] - 1) * 2
            place += 1
        layer.set_weights(values)


def evaluate(nodes, objective):
    used = [name for name in INPUTS if any(name in of for _, _, of in nodes.values())]
    starts = {name: layers.Input((5, *INPUTS[name][1])) for name in used}
    tensors = connect(nodes, starts)
    outputs = objective.get("outputs") or {list(nodes)[-1]: objective}
    model = keras.Model(
        [starts[name] for name in used],
        [tensors[name] for name in outputs] if len(outputs) > 1 else tensors[list(outputs)[0]],
    )
    fill(model)
    one = len(outputs) == 1
    metrics = [[METRICS[name]() for name in output["metrics"]] for output in outputs.values()]
    model.compile(
        keras.optimizers.SGD(0.5),
        loss=[LOSSES[output["loss"]] for output in outputs.values()] if not one else LOSSES[objective["loss"]],
        **({"weighted_metrics": metrics[0]} if "weights" in objective else {"metrics": metrics[0] if one else metrics}),
    )
    rows = objective.get("rows", [0, 1, 2])
    x = [INPUTS[name][0][rows].astype("float32") for name in used]
    y = [TARGETS[output["targets"]][rows].astype("float32") for output in outputs.values()]
    weights = {"sample_weight": WEIGHTS[objective["weights"]][rows].astype("float32")} if "weights" in objective else {}
    x, y = x if len(x) > 1 else x[0], y[0] if one else y

    def judged():
        values = np.atleast_1d(model.evaluate(x, y, verbose=0, batch_size=3, **weights))
        return numbers(values if one else [values[0]])

    before = judged()
    training = float(np.atleast_1d(model.train_on_batch(x, y, **weights))[0])
    return {
        "nodes": nodes,
        "inputs": used,
        **objective,
        "before": before,
        "training": numbers(training),
        "after": judged(),
    }


write(
    "masks",
    {
        "source": f"Keras {keras.__version__}",
        "inputs": {name: numbers(values) for name, (values, _) in INPUTS.items()},
        "targets": {name: numbers(values) for name, values in TARGETS.items()},
        "weights": {name: numbers(values) for name, values in WEIGHTS.items()},
        "cases": {name: evaluate(nodes, objective) for name, (nodes, objective) in CASES.items()},
    },
)
