"""Layers that Keras composes of others in its applications, or that KerasHub and timm have, to compare with."""

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


class PatchEmbedding(keras.layers.Layer):
    """timm.layers.PatchEmbed, and the patching of KerasHub's ViTPatchingAndEmbedding."""

    def __init__(self, patch_size, output_dim, use_bias=True):
        super().__init__()
        self.projection = keras.layers.Conv2D(output_dim, patch_size, strides=patch_size, use_bias=use_bias)
        self.output_dim = output_dim

    def call(self, inputs):
        patches = self.projection(inputs)
        return keras.ops.reshape(patches, (-1, patches.shape[1] * patches.shape[2], self.output_dim))


class PositionalEmbedding(keras.layers.Layer):
    """KerasHub's PositionEmbedding; without a length, of as many positions as the input has."""

    def __init__(self, sequence_length=None):
        super().__init__()
        self.sequence_length = sequence_length

    def build(self, shape):
        self.embeddings = self.add_weight(
            shape=shape[1:] if self.sequence_length is None else (self.sequence_length, shape[-1])
        )

    def call(self, inputs):
        return inputs + self.embeddings[: inputs.shape[1]]


class ClassToken(keras.layers.Layer):
    """The class token of KerasHub's ViTPatchingAndEmbedding and of timm's VisionTransformer."""

    def build(self, shape):
        self.token = self.add_weight(shape=(1, 1, shape[-1]))

    def call(self, inputs):
        tokens = keras.ops.tile(self.token, (inputs.shape[0], 1, 1))
        return keras.ops.concatenate([tokens, inputs], axis=1)
