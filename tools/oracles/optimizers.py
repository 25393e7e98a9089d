"""50 updates by each of Keras' optimizers on fixed gradients: the weights after some of them."""

from golden import numbers, write  # isort: skip (it sets the environment that Keras reads)

import keras
import numpy as np

STEPS = 50
KEPT = [1, 2, 10, 50]
BOTH = {"learning_rate": 0.01}

CASES = [
    ("SGD", {}, {"kind": "sgd"}),
    ("SGD", {"momentum": 0.9}, {"kind": "sgd", "momentum": 0.9}),
    ("SGD", {"momentum": 0.9, "nesterov": True}, {"kind": "sgd", "momentum": 0.9, "nesterov": True}),
    ("Adam", {}, {"kind": "adam"}),
    (
        "Adam",
        {"beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-4},
        {"kind": "adam", "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-4},
    ),
    ("Adam", {"clipvalue": 0.5}, {"kind": "adam", "clipValue": 0.5}),
    ("Adam", {"clipnorm": 0.7}, {"kind": "adam", "clipNorm": 0.7}),
    ("Adam", {"global_clipnorm": 0.7}, {"kind": "adam", "globalClipNorm": 0.7}),
    ("Adam", {"use_ema": True, "ema_momentum": 0.9}, {"kind": "adam", "emaMomentum": 0.9}),
    ("Adam", {"gradient_accumulation_steps": 4}, {"kind": "adam", "accumulationSteps": 4}),
    ("AdamW", {}, {"kind": "adamw"}),
    (
        "AdamW",
        {"weight_decay": 0.1, "exclude": ["bias"]},
        {"kind": "adamw", "weightDecay": 0.1, "excludeFromWeightDecay": ["bias"]},
    ),
    ("RMSprop", {}, {"kind": "rmsprop"}),
    ("RMSprop", {"momentum": 0.9, "rho": 0.8}, {"kind": "rmsprop", "momentum": 0.9, "rho": 0.8}),
    ("RMSprop", {"centered": True}, {"kind": "rmsprop", "centered": True}),
    ("Adagrad", {}, {"kind": "adagrad"}),
    (
        "Adagrad",
        {"initial_accumulator_value": 0.0, "epsilon": 1e-3},
        {"kind": "adagrad", "initialAccumulator": 0, "epsilon": 1e-3},
    ),
    ("Adamax", {}, {"kind": "adamax"}),
    ("Lion", {}, {"kind": "lion"}),
    ("Lion", {"weight_decay": 0.05}, {"kind": "lion", "weightDecay": 0.05}),
    ("Lamb", {}, {"kind": "lamb"}),
    ("Lamb", {"weight_decay": 0.05}, {"kind": "lamb", "weightDecay": 0.05}),
]

random = np.random.default_rng(7)
WEIGHTS = {"kernel": random.normal(size=(3, 4)), "bias": random.normal(size=(4,))}
GRADIENTS = [{name: random.normal(size=weight.shape) for name, weight in WEIGHTS.items()} for _ in range(STEPS)]


def rate_at(step):
    """A learning rate that changes: a schedule needs no new recording."""
    return 0.01 if step < 20 else 0.002


def trace(optimizer, options):
    exclude = options.pop("exclude", None)
    optimizer = getattr(keras.optimizers, optimizer)(**BOTH, **options)
    variables = [keras.Variable(weight.astype("float32"), name=name) for name, weight in WEIGHTS.items()]
    if exclude:
        optimizer.exclude_from_weight_decay(var_names=exclude)
    optimizer.build(variables)
    after = {}
    for step in range(STEPS):
        optimizer.learning_rate = rate_at(step)
        optimizer.apply(
            [keras.ops.convert_to_tensor(GRADIENTS[step][name].astype("float32")) for name in WEIGHTS], variables
        )
        if step + 1 in KEPT:
            after[step + 1] = {variable.name: numbers(variable).copy() for variable in variables}
    if optimizer.use_ema:
        averages = zip(variables, optimizer._model_variables_moving_average)
        after[STEPS] |= {f"{variable.name}/ema": numbers(average) for variable, average in averages}
    return after


write(
    "optimizers",
    {
        "source": f"Keras {keras.__version__}",
        "weights": {name: numbers(weight) for name, weight in WEIGHTS.items()},
        "gradients": [{name: numbers(value) for name, value in step.items()} for step in GRADIENTS],
        "learningRates": [rate_at(step) for step in range(STEPS)],
        "cases": [{"options": ours, "after": trace(optimizer, dict(options))} for optimizer, options, ours in CASES],
    },
)
