import type { tf } from '@sightline/engine';
import { type InputSpec, record } from '@sightline/engine';
import { signatureOf } from './signature.ts';

const trainedModel = { kind: 'trained-model', id: '0'.repeat(64) } as const;
const prepared = { dtype: 'float32', shape: [8, 6, 3] } as const;

const signed = (inputs: InputSpec[], fn: (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>) =>
  signatureOf(record(fn, { inputs }), { trainedModel, prepared });
const image: InputSpec = { name: 'image', shape: [null, null, 6, 3] };

describe('signatureOf', () => {
  it('names every tensor with its type and sizes, open ones as null', () => {
    const signature = signed([image], ({ image: of }) => ({
      twice: (of as tf.Tensor).mul(2),
      bright: (of as tf.Tensor).max([1, 2, 3]).greater(0.5),
      channel: (of as tf.Tensor).mean([1, 2]).argMax(1),
    }));
    expect(signature).toEqual({
      inputs: [{ name: 'image', dtype: 'float32', shape: [null, 6, 3] }],
      outputs: [
        { name: 'twice', dtype: 'float32', shape: [null, 6, 3] },
        { name: 'bright', dtype: 'bool', shape: [] },
        { name: 'channel', dtype: 'int32', shape: [] },
      ],
      trainedModel,
    });
  });

  it.each<[string, InputSpec[], RegExp]>([
    [
      'another size',
      [{ name: 'image', shape: [null, 9, 6, 3] }],
      /makes float32\[8,6,3\] .* takes "image" float32\[9,6,3\]/,
    ],
    ['another type', [{ ...image, dtype: 'int32' }], /takes "image" int32\[\?,6,3\]/],
    ['another rank', [{ name: 'image', shape: [null, 8, 6] }], /takes "image" float32\[8,6\]/],
    [
      'two inputs',
      [image, { name: 'other', shape: [null, 2] }],
      /takes "image" float32\[\?,6,3\], "other" float32\[2\]/,
    ],
    [
      'a batch of one size',
      [{ name: 'image', shape: [4, 8, 6, 3] }],
      /"image" of the model is float32\[4,8,6,3\]\. Allowed/,
    ],
  ])('refuses an input of %s', (_, inputs, message) => {
    const sign = () => signed(inputs, (given) => ({ y: (given.image as tf.Tensor).add(given.image as tf.Tensor) }));
    expect(sign).toThrow(message);
  });

  it('refuses an output without a batch', () => {
    expect(() => signed([image], (given) => ({ total: (given.image as tf.Tensor).sum() }))).toThrow(
      /"total" of the model is float32\[\]/,
    );
  });
});
