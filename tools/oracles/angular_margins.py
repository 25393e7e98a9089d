"""ArcFace (Deng et al., 2019) and CosFace (Wang et al., 2018) as their papers write them, by angles and in float64: the
loss of embeddings whose classes have a direction each, and the weights after one step of gradient descent."""

from golden import numbers, write  # isort: skip (it sets the environment that Keras reads)

import numpy as np
import tensorflow as tf

random = np.random.default_rng(5)
ROWS = 8
FEATURES = random.normal(size=(ROWS, 5))
CLASSES = random.integers(0, 4, ROWS)
WEIGHTS = {"projection": random.normal(size=(5, 3)), "directions": random.normal(size=(3, 4))}
LEARNING_RATE = 0.1


def step(loss):
    weights = {name: tf.Variable(values) for name, values in WEIGHTS.items()}
    with tf.GradientTape() as tape:
        rows = tf.math.l2_normalize(FEATURES @ weights["projection"], axis=1)
        angles = tf.acos(rows @ tf.math.l2_normalize(weights["directions"], axis=0))
        own = tf.one_hot(CLASSES, 4, dtype=tf.float64)
        logits = loss["scale"] * tf.cos(angles)
        if loss["kind"] == "arcFace":
            # Past π, where the cosine would rise again, the straight line of the authors' programs.
            beyond = tf.cos(angles) - loss["margin"] * np.sin(loss["margin"])
            moved = tf.where(angles + loss["margin"] <= np.pi, tf.cos(angles + loss["margin"]), beyond)
        else:
            moved = tf.cos(angles) - loss["margin"]
        logits = (1 - own) * logits + own * loss["scale"] * moved
        total = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(own, logits))
    gradients = tape.gradient(total, weights)
    after = {name: numbers(weights[name] - LEARNING_RATE * gradients[name]) for name in weights}
    return {"loss": loss, "value": float(total), "after": after}


LOSSES = [
    {"kind": "arcFace", "margin": 0.5, "scale": 64},
    {"kind": "arcFace", "margin": 1.2, "scale": 8},
    {"kind": "cosFace", "margin": 0.35, "scale": 64},
    {"kind": "cosFace", "margin": 0.1, "scale": 8},
]
write(
    "angular-margins",
    {
        "source": f"TensorFlow {tf.__version__}",
        "features": numbers(FEATURES),
        "classes": CLASSES.tolist(),
        "weights": {name: numbers(values) for name, values in WEIGHTS.items()},
        "learningRate": LEARNING_RATE,
        "cases": [step(loss) for loss in LOSSES],
    },
    package="trainer",
)
