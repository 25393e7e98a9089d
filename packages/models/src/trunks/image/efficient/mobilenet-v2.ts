import { layerBuilder, pooled } from '../../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../../architecture.ts';
import { forImageNet } from '../published-for.ts';

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
const RELU6 = 6;

export const mobilenetV2: Architecture<SpecOf<'mobilenetv2'>> = {
  trunk(input, { dropout }, seed) {
    const layers = layerBuilder(seed);
    const stem = layers.convolution(input, 'conv1', { filters: 32, kernelSize: 3, strides: 2 });
    let x = layers.relu(layers.normalize(stem, 'bn1'), 'relu1', RELU6);
    let channels = 32;
    for (const [stage, { expansion, filters, blocks, stride }] of STAGES.entries()) {
      for (let block = 0; block < blocks; block++) {
        const name = `stage${stage + 1}_block${block + 1}`;
        let wide = x;
        if (expansion > 1) {
          wide = layers.convolution(x, `${name}_expand`, { filters: channels * expansion, kernelSize: 1 });
          wide = layers.relu(layers.normalize(wide, `${name}_expand_bn`), `${name}_expand_relu`, RELU6);
        }
        const filtered = layers.depthwise(wide, `${name}_depthwise`, block === 0 ? stride : 1);
        const active = layers.relu(layers.normalize(filtered, `${name}_depthwise_bn`), `${name}_relu`, RELU6);
        const narrow = layers.convolution(active, `${name}_project`, { filters, kernelSize: 1 });
        const y = layers.normalize(narrow, `${name}_project_bn`);
        x = block > 0 ? layers.add(`${name}_add`, x, y) : y;
        channels = filters;
      }
    }
    const last = layers.normalize(layers.convolution(x, 'conv2', { filters: 1280, kernelSize: 1 }), 'bn2');
    return pooled(layers.relu(last, 'relu2', RELU6), dropout);
  },
  smallestSize: () => 32,
  reference: 'Sandler et al. 2018, MobileNetV2: inverted residuals and linear bottlenecks, arXiv:1801.04381',
  ...forImageNet(3_504_872),
};
