import { modelSpecSchema, parse } from '@sightline/contracts';
import { buildModel } from './build-model.ts';
import { formatModel } from './format-model.ts';

describe('formatModel', () => {
  it('shows layers, shapes and parameters as Keras does', () => {
    const spec = parse(
      modelSpecSchema,
      { architecture: 'cnn', filters: [32], batchNormalization: true, dropout: 0.5 },
      'the model',
    );
    const model = buildModel(spec, {
      inputShape: [28, 28, 1],
      head: { kind: 'dense', name: 'probabilities', units: 10, activation: 'softmax' },
      seed: 1,
    });
    expect(formatModel(model)).toBe(
      [
        'Model: "cnn"',
        '─────────────────────────────────────────────────────────────────────────',
        ' Layer (type)                                Output Shape        Param #',
        '═════════════════════════════════════════════════════════════════════════',
        ' image (InputLayer)                          (None, 28, 28, 1)         0',
        ' conv2d_1 (Conv2D)                           (None, 26, 26, 32)      288',
        ' batch_normalization_1 (BatchNormalization)  (None, 26, 26, 32)      128',
        ' relu_1 (ReLU)                               (None, 26, 26, 32)        0',
        ' max_pooling2d_1 (MaxPooling2D)              (None, 13, 13, 32)        0',
        ' flatten (Flatten)                           (None, 5408)              0',
        ' dense (Dense)                               (None, 128)         692,352',
        ' dropout (Dropout)                           (None, 128)               0',
        ' probabilities (Dense)                       (None, 10)            1,290',
        '═════════════════════════════════════════════════════════════════════════',
        'Total params: 694,058',
        'Trainable params: 693,994',
        'Non-trainable params: 64',
      ].join('\n'),
    );
  });
});
