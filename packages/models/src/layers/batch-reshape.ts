import { tf } from '@sightline/engine';

interface BatchReshapeOptions {
  name: string;
  /** Of one sample of the output, without the batch. */
  targetShape: number[];
}

/**
 * The same numbers in the same order as samples of another shape, as many as they fill: `[batch, frames, …]` →
 * `[batch · frames, …]` and back. Layers of images then see each frame as a sample, and batch normalisation takes its
 * statistics over all frames of a batch.
 */
export function batchReshape(options: BatchReshapeOptions): tf.layers.Layer {
  return new BatchReshape(options);
}

class BatchReshape extends tf.layers.Layer {
  static className = 'BatchReshape';
  readonly targetShape: number[];

  constructor({ targetShape, ...options }: BatchReshapeOptions) {
    super(options);
    this.targetShape = targetShape;
  }

  override computeOutputShape(): tf.Shape {
    return [null, ...this.targetShape];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [input] = [inputs].flat() as [tf.Tensor];
    return input.reshape([-1, ...this.targetShape]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), targetShape: this.targetShape };
  }
}

tf.serialization.registerClass(BatchReshape);
