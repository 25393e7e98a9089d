"""What Keras' EarlyStopping decides over drawn histories: the epoch whose weights it restores, and after how many
epochs it stops."""

from golden import write  # isort: skip (it sets the environment that Keras reads)

import math

import keras
import numpy as np

random = np.random.default_rng(5)


class Weights:
    """A model whose weights are the number of the epoch."""

    epoch = 0
    restored = None
    stop_training = False

    def get_weights(self):
        return self.epoch

    def set_weights(self, weights):
        self.restored = weights


def decide(history, monitor, patience, min_delta):
    model = Weights()
    callback = keras.callbacks.EarlyStopping(
        monitor=monitor,
        patience=patience,
        min_delta=min_delta,
        mode="max" if "accuracy" in monitor else "min",
        restore_best_weights=True,
    )
    callback.set_model(model)
    callback.on_train_begin()
    for index, (loss, accuracy) in enumerate(history):
        model.epoch = index + 1
        callback.on_epoch_end(
            index,
            {
                "val_loss": math.nan if loss is None else loss,
                "val_accuracy": math.nan if accuracy is None else accuracy,
            },
        )
        if model.stop_training:
            break
    callback.on_train_end()
    return {"best": callback.best_epoch + 1, "epochs": model.epoch, "stopped": model.stop_training}


def drawn(epochs, with_nan):
    figures = np.round(random.uniform(0, 1, size=(epochs, 2)), 1)
    figures[1:][random.uniform(size=(epochs - 1, 2)) < (0.25 if with_nan else 0)] = math.nan
    return [[None if math.isnan(value) else float(value) for value in row] for row in figures]


CASES = []
for index in range(60):
    history = drawn(int(random.integers(3, 12)), with_nan=index % 3 == 0)
    rule = {"patience": int(random.integers(1, 5)), "minDelta": [0, 0, 0.15][index % 3]}
    for ours, theirs in (("validationLoss", "val_loss"), ("validationAccuracy", "val_accuracy")):
        CASES.append(
            {
                "history": history,
                "rule": {"monitor": ours, **rule},
                "keras": decide(history, theirs, rule["patience"], rule["minDelta"]),
            }
        )

write("early-stopping", {"source": f"Keras {keras.__version__}", "cases": CASES}, package="trainer")
