import { tf } from '@sightline/engine';
import { chain } from '../../../layers/chain.ts';
import { initializers } from '../../../layers/initializers.ts';
import { dropoutOf } from '../../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../../architecture.ts';
import { forImageNet } from '../published-for.ts';

const CHANNELS = [64, 128, 256, 512, 512] as const;
/** A VGG of so many 3×3 convolutions before each of its five poolings, and two dense layers. */
function vgg(convolutions: readonly number[], parameters: number): Architecture<SpecOf<'vgg11'>> {
  return {
    trunk(input, { denseUnits: units, dropout }, seed) {
      const { heNormal } = initializers(seed);
      const blocks = CHANNELS.flatMap((filters, block) => {
        const number = block + 1;
        return [
          ...Array.from({ length: convolutions[block] ?? 0 }, (_, index) => {
            const name = `block${number}_conv${index + 1}`;
            const kernelInitializer = heNormal(name);
            return tf.layers.conv2d({
              name,
              filters,
              kernelSize: 3,
              padding: 'same',
              activation: 'relu',
              kernelInitializer,
            });
          }),
          tf.layers.maxPooling2d({ name: `block${number}_pool`, poolSize: 2 }),
        ];
      });
      const dense = (name: string) =>
        tf.layers.dense({ name, units, activation: 'relu', kernelInitializer: heNormal(name) });
      return chain(input, [
        ...blocks,
        tf.layers.flatten({ name: 'flatten' }),
        dense('fc1'),
        dense('fc2'),
        ...dropoutOf(dropout),
      ]);
    },
    reference: 'Simonyan and Zisserman 2015, Very deep convolutional networks, arXiv:1409.1556',
    ...forImageNet(parameters),
  };
}

export const vgg11 = vgg([1, 1, 2, 2, 2], 132_863_336);
export const vgg16 = vgg([2, 2, 3, 3, 3], 138_357_544);
