import { layerBuilder, pooled } from '../../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../../architecture.ts';
import { forImageNet } from '../published-for.ts';
import { invertedResidual } from './inverted-residual.ts';

/** Expansion, filters, blocks and first stride of each stage (table 2 of the paper). */
const STAGES = [
  { expansion: 1, filters: 16, blocks: 1, stride: 1 },
  { expansion: 6, filters: 24, blocks: 2, stride: 2 },
  { expansion: 6, filters: 32, blocks: 3, stride: 2 },
  { expansion: 6, filters: 64, blocks: 4, stride: 2 },
  { expansion: 6, filters: 96, blocks: 3, stride: 1 },
  { expansion: 6, filters: 160, blocks: 3, stride: 2 },
  { expansion: 6, filters: 320, blocks: 1, stride: 1 },
] as const;

/** The names of its blocks, in their order. */
export const mobilenetV2Blocks: readonly string[] = STAGES.flatMap(({ blocks }, stage) => {
  return Array.from({ length: blocks }, (_, block) => blockName(stage, block));
});

function blockName(stage: number, block: number): string {
  return `stage${stage + 1}_block${block + 1}`;
}

export const mobilenetV2: Architecture<SpecOf<'mobilenetv2'>> = {
  trunk(input, { dropout }, seed) {
    const layers = layerBuilder(seed);
    const stem = layers.convolution(input, 'conv1', { filters: 32, kernelSize: 3, strides: 2 });
    let x = layers.activate(layers.normalize(stem, 'bn1'), 'relu1', 'relu6');
    for (const [stage, { expansion, filters, blocks, stride }] of STAGES.entries()) {
      for (let block = 0; block < blocks; block++) {
        x = invertedResidual(layers, x, {
          name: blockName(stage, block),
          expanded: (x.shape.at(-1) as number) * expansion,
          filters,
          kernelSize: 3,
          strides: block === 0 ? stride : 1,
          activation: 'relu6',
        });
      }
    }
    const last = layers.normalize(layers.convolution(x, 'conv2', { filters: 1280, kernelSize: 1 }), 'bn2');
    return pooled(layers.activate(last, 'relu2', 'relu6'), dropout);
  },
  reference: 'Sandler et al. 2018, MobileNetV2: inverted residuals and linear bottlenecks, arXiv:1801.04381',
  ...forImageNet(3_504_872),
};
