import { layerScale, stochasticDepth as stochasticDepthOf, tf } from '@sightline/engine';
import { chain } from '../../../layers/chain.ts';
import { initializers } from '../../../layers/initializers.ts';
import { dropoutOf, pooled } from '../../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../../architecture.ts';
import { forImageNet } from '../published-for.ts';

const EPSILON = 1e-6;
const EXPANSION = 4;

interface ConvNeXt {
  readonly blocks: readonly number[];
  readonly filters: readonly number[];
  readonly parameters: number;
  readonly reference: string;
}

/** `stochasticDepth` is that of the last block and grows with the depth; 0.1 in the paper. */
function convnext({ blocks, filters, parameters, reference }: ConvNeXt): Architecture<SpecOf<'convnext-tiny'>> {
  const last = blocks.reduce((sum, count) => sum + count, 0) - 1;
  return {
    trunk(input, { dropout, stochasticDepth }, seed) {
      const { glorotUniform } = initializers(seed);
      const normalized = (name: string) => tf.layers.layerNormalization({ name, epsilon: EPSILON });
      const halving = (name: string, side: number, channels: number) =>
        tf.layers.conv2d({
          name,
          filters: channels,
          kernelSize: side,
          strides: side,
          kernelInitializer: glorotUniform(name),
        });
      const dense = (name: string, units: number, activation?: 'gelu') =>
        tf.layers.dense({ name, units, ...(activation && { activation }), kernelInitializer: glorotUniform(name) });
      let x = chain(input, [halving('stem', 4, filters[0] as number), normalized('stem_norm')]);
      let built = 0;
      for (const [stage, channels] of filters.entries()) {
        const before = `downsampling${stage}`;
        if (stage > 0) x = chain(x, [normalized(`${before}_norm`), halving(before, 2, channels)]);
        for (let block = 0; block < (blocks[stage] ?? 0); block++) {
          const name = `stage${stage + 1}_block${block + 1}`;
          const dropped = (stochasticDepth * built) / last;
          const residual = chain(x, [
            tf.layers.depthwiseConv2d({
              name: `${name}_depthwise`,
              kernelSize: 7,
              padding: 'same',
              depthwiseInitializer: glorotUniform(`${name}_depthwise`),
            }),
            normalized(`${name}_norm`),
            dense(`${name}_expand`, channels * EXPANSION, 'gelu'),
            dense(`${name}_project`, channels),
            layerScale({ name: `${name}_scale`, initValues: 1e-6 }),
            ...(dropped > 0 ? [stochasticDepthOf({ name: `${name}_depth`, rate: dropped })] : []),
          ]);
          x = tf.layers.add({ name: `${name}_add` }).apply([x, residual]) as tf.SymbolicTensor;
          built += 1;
        }
      }
      return chain(pooled(x, 0), [normalized('norm'), ...dropoutOf(dropout)]);
    },
    reference,
    ...forImageNet(parameters),
  };
}

/** timm's. */
export const convnextAtto = convnext({
  blocks: [2, 2, 6, 2],
  filters: [40, 80, 160, 320],
  parameters: 3_695_520,
  reference: 'Liu et al. 2022, A ConvNet for the 2020s, arXiv:2201.03545; Wightman et al. 2022, timm',
});
/** torchvision's and timm's; Keras' is the same. */
export const convnextTiny = convnext({
  blocks: [3, 3, 9, 3],
  filters: [96, 192, 384, 768],
  parameters: 28_589_128,
  reference: 'Liu et al. 2022, A ConvNet for the 2020s, arXiv:2201.03545',
});
