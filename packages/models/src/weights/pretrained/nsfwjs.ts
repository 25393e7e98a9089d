import { mobilenetV2Blocks } from '../../trunks/image/efficient/mobilenet-v2.ts';
import { NORMALIZATION_EPSILON } from '../../layers/layer-builder.ts';
import type { StoredLayer } from '../stored-weights.ts';
import { layersOfModelJson } from '../tfjs-layers.ts';
import type { Pretrained } from './pretrained-weights.ts';

/** What the package gives: `model.json`, and its weights as base64. */
interface PackageModule {
  readonly MobileNetV2Model: {
    modelJson(): Promise<{ default: unknown }>;
    weightBundles: [() => Promise<{ default: unknown }>];
  };
}

/** Of the batch normalisations that it was trained with. */
const EPSILON = 1e-3;
/** The last of a batch normalisation's weights, after gamma, beta and the mean. */
const VARIANCE = 3;

/**
 * MobileNetV2 of Keras Applications (ImageNet), trained further to sort images by what may be shown to whom; its five
 * classes are left to a new head. The weights are of 8 bits, so they are a little off those that were trained.
 */
export const nsfwjs: Pretrained = {
  architecture: 'mobilenetv2',
  version: '4.3.0',
  licence: 'MIT',
  reference: 'MobileNetV2 of NSFWJS (Infinite Red, Inc.) and nsfw_model (Gant Laborde), on ImageNet and images of NSFW',
  preprocess: { width: 224, height: 224, channels: 3, normalization: 'zeroToOne' },
  sha256: '165d7f82de78b0bcc608e91b47d4b6b3c1b71c9731fa953705e8161207b3eb8a',
  async files(require) {
    const { MobileNetV2Model: model } = require('nsfwjs/models/mobilenet_v2') as PackageModule;
    const [json, text] = await Promise.all([model.modelJson(), model.weightBundles[0]()]);
    return { json: json.default, bytes: Buffer.from(String(text.default), 'base64') };
  },
  read({ json, bytes }) {
    const { layers } = layersOfModelJson(json, bytes, 'npm:nsfwjs');
    // The files have them sorted otherwise than the network.
    return { isOrdered: false, layers: layers.map(renamed) };
  },
};

/** Layers outside of the blocks. */
const NAMES: Readonly<Record<string, string>> = { Conv1: 'conv1', bn_Conv1: 'bn1', Conv_1: 'conv2', Conv_1_bn: 'bn2' };

function renamed({ name, weights }: StoredLayer): StoredLayer {
  const ours = nameOf(name);
  return { name: ours, weights: /^bn\d$|_bn$/.test(ours) ? withOtherEpsilon(weights) : weights };
}

function nameOf(name: string): string {
  const [, , number = 0, part, normalization] = /^(expanded_conv|block_(\d+))_([a-z]+)(_BN)?$/.exec(name) ?? [];
  if (part === undefined) return NAMES[name] ?? name;
  return `${mobilenetV2Blocks[Number(number)]}_${part}${normalization === undefined ? '' : '_bn'}`;
}

/** Variances that give the same sum with the epsilon of the architecture as theirs with the one of the training. */
function withOtherEpsilon(weights: StoredLayer['weights']): StoredLayer['weights'] {
  return weights.map((weight, index) => {
    if (index < VARIANCE) return weight;
    return { ...weight, data: weight.data.map((value) => value + EPSILON - NORMALIZATION_EPSILON) };
  });
}
