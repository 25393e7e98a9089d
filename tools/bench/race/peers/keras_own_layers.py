"""Layers of Sightline that Keras does not have, as its users write them."""

from keras import layers, ops

# Keras' names where Sightline's are other ones.
ACTIVATIONS = {"hard_sigmoid6": "hard_sigmoid"}


class BatchReshape(layers.Layer):
    def __init__(self, target_shape, **settings):
        super().__init__(**settings)
        self.target_shape = tuple(target_shape)

    def call(self, x):
        return ops.reshape(x, (-1, *self.target_shape))

    def compute_output_shape(self, _):
        return (None, *self.target_shape)


class ClassToken(layers.Layer):
    def build(self, shape):
        self.token = self.add_weight(shape=(1, 1, shape[-1]), name="token")

    def call(self, x):
        return ops.concatenate([ops.repeat(self.token, ops.shape(x)[0], 0), x], 1)


class LayerScale(layers.Layer):
    def build(self, shape):
        self.gamma = self.add_weight(shape=(shape[-1],), name="gamma")

    def call(self, x):
        return x * self.gamma


class PatchEmbedding(layers.Layer):
    def __init__(self, patch_size, output_dim, **settings):
        super().__init__(**settings)
        self.convolution = layers.Conv2D(output_dim, patch_size, patch_size)

    def build(self, shape):
        self.convolution.build(shape)

    def call(self, x):
        x = self.convolution(x)
        return ops.reshape(x, (-1, x.shape[1] * x.shape[2], x.shape[3]))


class PositionalEmbedding(layers.Layer):
    def build(self, shape):
        self.embeddings = self.add_weight(shape=shape[1:], name="embeddings")

    def call(self, x):
        return x + self.embeddings


class SqueezeAndExcite(layers.Layer):
    def __init__(self, bottleneck_filters, squeeze_activation, excite_activation, **settings):
        super().__init__(**settings)
        self.filters = bottleneck_filters
        self.activations = [ACTIVATIONS.get(name, name) for name in (squeeze_activation, excite_activation)]

    def build(self, shape):
        squeeze, excite = self.activations
        self.squeeze = layers.Conv2D(self.filters, 1, activation=squeeze)
        self.excite = layers.Conv2D(shape[-1], 1, activation=excite)
        self.squeeze.build((None, 1, 1, shape[-1]))
        self.excite.build((None, 1, 1, self.filters))

    def call(self, x):
        return x * self.excite(self.squeeze(ops.mean(x, (1, 2), keepdims=True)))


OWN = {
    "BatchReshape": BatchReshape,
    "ClassToken": ClassToken,
    "LayerScale": LayerScale,
    "PatchEmbedding": PatchEmbedding,
    "PositionalEmbedding": PositionalEmbedding,
    "ResetAfterGRU": layers.GRU,
    "SqueezeAndExcite": SqueezeAndExcite,
}
