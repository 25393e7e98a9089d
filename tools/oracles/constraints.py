"""10 updates by Keras' SGD of a kernel under each of Keras' constraints, with a moving average: both after some of
them."""

from golden import numbers, write  # isort: skip (it sets the environment that Keras reads)

import keras
import numpy as np

STEPS = 10
KEPT = [1, 2, 10]

CASES = [
    ("MaxNorm", {"max_value": 1.0}, {"kind": "maxNorm", "maxValue": 1}),
    ("MaxNorm", {"max_value": 0.5, "axis": 1}, {"kind": "maxNorm", "maxValue": 0.5, "axis": 1}),
    ("NonNeg", {}, {"kind": "nonNeg"}),
    ("UnitNorm", {}, {"kind": "unitNorm"}),
    ("UnitNorm", {"axis": 1}, {"kind": "unitNorm", "axis": 1}),
    (
        "MinMaxNorm",
        {"min_value": 0.5, "max_value": 1.5, "rate": 0.7},
        {"kind": "minMaxNorm", "minValue": 0.5, "maxValue": 1.5, "rate": 0.7},
    ),
]

random = np.random.default_rng(11)
KERNEL = random.normal(size=(3, 4))
GRADIENTS = random.normal(size=(STEPS, 3, 4))


def trace(constraint, options):
    optimizer = keras.optimizers.SGD(learning_rate=0.3, momentum=0.9, use_ema=True, ema_momentum=0.8)
    kernel = keras.Variable(KERNEL.astype("float32"), name="kernel")
    kernel.constraint = getattr(keras.constraints, constraint)(**options)
    optimizer.build([kernel])
    after = {}
    for step in range(STEPS):
        optimizer.apply([keras.ops.convert_to_tensor(GRADIENTS[step].astype("float32"))], [kernel])
        if step + 1 in KEPT:
            average = optimizer._model_variables_moving_average[0]
            after[step + 1] = {"kernel": numbers(kernel), "kernel/ema": numbers(average)}
    return after


write(
    "constraints",
    {
        "source": f"Keras {keras.__version__}",
        "kernel": numbers(KERNEL),
        "gradients": [numbers(gradient) for gradient in GRADIENTS],
        "optimizer": {"kind": "sgd", "learningRate": 0.3, "momentum": 0.9, "emaMomentum": 0.8},
        "cases": [{"constraint": ours, "after": trace(constraint, options)} for constraint, options, ours in CASES],
    },
)
