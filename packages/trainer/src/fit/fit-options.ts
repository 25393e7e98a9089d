import type { StageContext } from '@sightline/artifacts';
import { didYouMean } from '@sightline/contracts';
import type { BatchSource } from '../batches/batch-source.ts';
import type { Callback, Training } from '../callbacks/callback.ts';
import type { Checkpoints } from '../checkpoints/checkpoint.ts';
import { TrainerError } from '../errors.ts';
import type { Sampler } from '../samplers/sampler.ts';
import type { Step } from '../steps/step.ts';
import type { Weights } from '../steps/weights.ts';
import type { LoopSpecOptions } from './loop-spec.ts';

/** What a model is trained by, on what, and how. */
export interface FitOptions {
  /** Trains the model on a batch: what `compileTrainStep` makes, for example. The caller disposes of it. */
  readonly step: Step;
  readonly training: BatchSource;
  readonly validation?: BatchSource;
  readonly spec: LoopSpecOptions;
  /** Which samples each epoch has: each one once, shuffled, when left out. */
  readonly sampler?: Sampler;
  /** Of the shuffled order; 0 when left out. A sampler has its own. */
  readonly seed?: number;
  /** Where a training that was stopped is continued from. */
  readonly checkpoints?: Checkpoints;
  /**
   * Called before Sightline's: callbacks, or functions of the training that make them. Their states are kept in
   * checkpoints by their places.
   */
  readonly callbacks?: readonly (Callback | ((training: Training) => Callback))[];
  readonly context?: Partial<Pick<StageContext, 'signal' | 'progress' | 'logger'>>;
}

interface Expectation {
  readonly isRequired?: true;
  readonly fits: (value: unknown) => boolean;
  /** What to give instead. */
  readonly give: string;
}

/** Something with these methods. */
function having(...methods: readonly string[]): (value: unknown) => boolean {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    methods.every((method) => typeof (value as Record<string, unknown>)[method] === 'function');
}

const ARRAYS = 'a source of batches: arraySource({ inputs: { shape, data }, targets: { shape, data } }) for arrays';

const EXPECTED: Readonly<Record<keyof FitOptions, Expectation>> = {
  step: {
    isRequired: true,
    fits: having('train', 'evaluate', 'totals', 'read', 'write', 'updateModel'),
    give: 'what compileTrainStep({ model, loss, optimizer }) makes',
  },
  training: { isRequired: true, fits: having('batch'), give: ARRAYS },
  validation: { fits: having('batch'), give: `${ARRAYS}; or leave it out` },
  spec: { isRequired: true, fits: having(), give: '{ epochs: 10, batchSize: 32 }, for example' },
  sampler: {
    fits: having('order'),
    give: "createSampler({ kind: 'shuffle' }, { count, seed, batchSize }), for example",
  },
  seed: { fits: Number.isSafeInteger, give: 'a whole number' },
  checkpoints: { fits: having('save', 'load', 'remove'), give: 'an object of the functions save, load and remove' },
  callbacks: {
    fits: (value) => Array.isArray(value) && value.every((each) => typeof each === 'function' || having()(each)),
    give: 'a list of callbacks, or of functions that make them: [{ onEpochEnd() { … } }]',
  },
  context: { fits: having(), give: '{ logger: console }, for example' },
};

/**
 * @throws TrainerError `trainer/invalid-options` for an option that is missing, would be ignored, or is something else
 */
export function requireFitOptions(model: Weights, options: FitOptions): void {
  if (!Array.isArray((model as Partial<Weights> | undefined)?.weights)) {
    throw refused(`fit received ${nameOf(model)} as its model. Give what has weights: a tf.LayersModel, for example.`);
  }
  if (!having()(options)) {
    throw refused(`fit received ${nameOf(options)} as its options. Give fit(model, { step, training, spec }).`);
  }
  const known = Object.keys(EXPECTED);
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(EXPECTED, key));
  if (unknown !== undefined) {
    throw refused(
      `fit received the unknown option ${unknown}.${didYouMean(unknown, known, '')} ` +
        `Allowed: ${known.join(', ')}. What a step is made of (model, loss, metrics, optimizer) is given to ` +
        'compileTrainStep, samples and targets to arraySource; epochs and batchSize go into spec.',
    );
  }
  for (const [name, { isRequired, fits, give }] of Object.entries(EXPECTED)) {
    const value = options[name as keyof FitOptions];
    if (value === undefined ? !isRequired : fits(value)) continue;
    throw refused(`fit received ${nameOf(value)} as ${name}. Give ${give}.`);
  }
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'a function' : String(value);
  const name = value.constructor?.name ?? 'Object';
  return name === 'Object' ? `{ ${Object.keys(value).join(', ')} }` : `an object of the class ${name}`;
}

function refused(message: string): TrainerError {
  return new TrainerError('trainer/invalid-options', message);
}
