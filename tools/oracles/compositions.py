"""Layers that Keras itself composes of others in its applications, as layers to compare with."""

import keras


class SqueezeAndExcite(keras.layers.Layer):
    """As in keras.applications.mobilenet_v3 and efficientnet; positions may have any number of axes."""

    def __init__(self, bottleneck_filters, squeeze_activation="relu", excite_activation="sigmoid"):
        super().__init__()
        self.settings = bottleneck_filters, squeeze_activation, excite_activation

    def build(self, shape):
        filters, squeeze, excite = self.settings
        self.squeeze = keras.layers.Conv2D(filters, 1, activation=squeeze)
        self.excite = keras.layers.Conv2D(shape[-1], 1, activation=excite)
        self.squeeze.build((None, 1, 1, shape[-1]))
        self.excite.build((None, 1, 1, filters))

    def call(self, inputs):
        means = keras.ops.mean(inputs, axis=list(range(1, len(inputs.shape) - 1)))
        weights = self.excite(self.squeeze(means[:, None, None]))
        ones = [1] * (len(inputs.shape) - 2)
        return inputs * keras.ops.reshape(weights, [-1, *ones, inputs.shape[-1]])
