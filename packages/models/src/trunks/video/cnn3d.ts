import { tf } from '@sightline/engine';
import { chain } from '../../layers/chain.ts';
import { initializers } from '../../layers/initializers.ts';
import { pooled } from '../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../architecture.ts';
import { POOL } from '../pooled-blocks.ts';

/**
 * Convolutions over time, height and width, each with ReLU and 2×2×2 max pooling, the first of each frame alone, as in
 * C3D; then the mean over the volume.
 */
export const cnn3d: Architecture<SpecOf<'cnn3d'>> = {
  trunk(input, { filters, kernelSize, dropout }, seed) {
    const { heNormal } = initializers(seed);
    const volume = chain(
      input,
      filters.flatMap((channels, index) => {
        const name = `conv3d_${index + 1}`;
        const window = [index === 0 ? 1 : POOL, POOL, POOL] as [number, number, number];
        return [
          tf.layers.conv3d({
            name,
            filters: channels,
            kernelSize,
            padding: 'same',
            activation: 'relu',
            kernelInitializer: heNormal(name),
          }),
          // Padded, so that any number of frames will do.
          tf.layers.maxPooling3d({
            name: `max_pooling3d_${index + 1}`,
            poolSize: window,
            strides: window,
            padding: 'same',
          }),
        ];
      }),
    );
    const [, frames = 0, height = 0, width = 0, channels = 0] = volume.shape as number[];
    const plane = tf.layers.reshape({ name: 'volume', targetShape: [frames * height, width, channels] });
    return pooled(chain(volume, [plane]), dropout);
  },
  reference: 'Tran et al. 2015, Learning spatiotemporal features with 3D convolutional networks, arXiv:1412.0767',
  preprocess: { kind: 'clip', frames: 16, width: 112, height: 112, channels: 3 },
};
