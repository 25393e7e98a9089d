import { didYouMean, type FitSpec, fitsPattern, type HeadSpec, type OptimizerSpec } from '@sightline/contracts';
import { lastingNames, type tf } from '@sightline/engine';
import { isOfHead } from '@sightline/models';
import type { Callback } from '../callbacks/callback.ts';
import { TrainerError } from '../errors.ts';

/** What `fit` of a spec says about single layers. */
type LayerSpec = Pick<FitSpec, 'freeze' | 'unfreeze' | 'layerDecay'>;

/**
 * Freezes layers, and unfreezes them epoch by epoch. Which layers are trained depends on the epoch alone, so that a
 * training that was continued ends like one that was never stopped.
 *
 * @throws TrainerError `trainer/invalid-options` for a pattern that fits no layer
 */
export function layerFreezing(
  model: tf.LayersModel,
  { freeze, unfreeze = [] }: LayerSpec,
  { head, info }: { head: Pick<HeadSpec, 'name'>; info: (text: string) => void },
): Callback {
  const names = layersWithWeights(model).map(({ name }) => name);
  const fitting = (patterns: readonly string[], where: string) => {
    for (const pattern of patterns) requireFit(pattern, names, where);
    return new Set(names.filter((name) => patterns.some((pattern) => fitsPattern(name, pattern))));
  };
  const frozen =
    freeze === 'trunk' ? new Set(names.filter((name) => !isOfHead(name, head))) : fitting(freeze ?? [], 'fit.freeze');
  const stages = unfreeze.map(({ epoch, layers }, index) => {
    return { epoch, layers: fitting(layers, `fit.unfreeze[${index}].layers`) };
  });
  return {
    onEpochBegin(epoch) {
      const thawed = (name: string) => stages.some((stage) => stage.epoch <= epoch && stage.layers.has(name));
      const changed = model.layers.filter((layer) => {
        const trainable = thawed(layer.name);
        if (!frozen.has(layer.name) || layer.trainable === trainable) return false;
        layer.trainable = trainable;
        return true;
      });
      if (changed.length === 0) return;
      const kept = names.filter((name) => frozen.has(name) && !thawed(name));
      info(`Epoch ${epoch} on: ${kept.length === 0 ? 'all layers are trained' : `frozen are ${kept.join(', ')}`}.`);
    },
  };
}

/**
 * Layers may be unfrozen only where no gradients are being accumulated: those would be of other weights.
 *
 * @param plan.stepsBefore steps before an epoch (from 1)
 * @throws TrainerError `trainer/invalid-options`, with the epochs that are possible
 */
export function requireWholeUpdates(
  { unfreeze = [] }: LayerSpec,
  { accumulationSteps }: Pick<OptimizerSpec, 'accumulationSteps'>,
  { epochs, stepsBefore }: { epochs: number; stepsBefore: (epoch: number) => number },
): void {
  const isWhole = (epoch: number) => stepsBefore(epoch) % accumulationSteps === 0;
  const index = unfreeze.findIndex(({ epoch }) => epoch <= epochs && !isWhole(epoch));
  const { epoch } = unfreeze[index] ?? {};
  if (epoch === undefined) return;
  const possible = Array.from({ length: epochs - 1 }, (_, before) => before + 2).filter(isWhole);
  throw new TrainerError(
    'trainer/invalid-options',
    `fit.unfreeze[${index}]: epoch ${epoch} begins after ${stepsBefore(epoch)} batches, but ` +
      `optimizer.accumulationSteps averages the gradients of ${accumulationSteps} batches, which must be of the same ` +
      `layers. ${possible.length > 0 ? `Possible epochs: ${possible.slice(0, 10).join(', ')}. Or choose` : 'Choose'} ` +
      'another batchSize or accumulationSteps.',
  );
}

/** The optimizer with a factor of the learning rate for each layer, as `layerDecay` asks for. */
export function withLayerDecay(
  optimizer: OptimizerSpec,
  model: tf.LayersModel,
  { layerDecay }: LayerSpec,
): OptimizerSpec {
  if (layerDecay === undefined) return optimizer;
  const given = Object.entries(optimizer.learningRateFactors ?? {});
  const layers = layersWithWeights(model);
  const nameOf = lastingNames(model);
  const factors = layers.flatMap(({ weights }, index) =>
    weights.map(({ originalName }) => {
      const name = nameOf(originalName);
      const [, factor = 1] = given.find(([pattern]) => fitsPattern(name, pattern)) ?? [];
      return [name, factor * layerDecay ** (layers.length - 1 - index)];
    }),
  );
  return { ...optimizer, learningRateFactors: Object.fromEntries(factors) };
}

function layersWithWeights({ layers }: tf.LayersModel): tf.layers.Layer[] {
  return layers.filter(({ weights }) => weights.length > 0);
}

function requireFit(pattern: string, names: readonly string[], where: string): void {
  if (names.some((name) => fitsPattern(name, pattern))) return;
  throw new TrainerError(
    'trainer/invalid-options',
    `${where}: "${pattern}" fits no layer with weights.${didYouMean(pattern, names)} Layers: ${names.join(', ')}.`,
  );
}
