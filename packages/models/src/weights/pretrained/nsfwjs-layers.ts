import { mobilenetV2Blocks } from '../../trunks/image/efficient/mobilenet-v2.ts';
import { NORMALIZATION_EPSILON } from '../../layers/layer-builder.ts';
import type { StoredLayer, StoredLayers } from '../stored-weights.ts';
import { layersOfModelJson } from '../tfjs-layers.ts';
import type { PackageFiles } from './pretrained-weights.ts';

/** Of the batch normalisations that it was trained with. */
const EPSILON = 1e-3;
/** The last of a batch normalisation's weights, after gamma, beta and the mean. */
const VARIANCE = 3;

/** The weights of the package nsfwjs, by the names of the architecture's layers. */
export async function layersOfNsfwjs({ json, bytes }: PackageFiles): Promise<StoredLayers> {
  const { layers } = await layersOfModelJson(json, bytes, 'npm:nsfwjs');
  // The files have them sorted otherwise than the network.
  return { isOrdered: false, layers: layers.map(renamed) };
}

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
