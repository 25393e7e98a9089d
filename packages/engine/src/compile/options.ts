import { didYouMean, type OptimizerOptions } from '@sightline/contracts';
import { EngineError } from '../errors.ts';
import type { Precision } from '../precision.ts';
import type { SessionOptions } from '../session/session-config.ts';
import type { tf } from '../tensorflow.ts';
import type { ObjectiveOptions } from './objective/objective.ts';
import type { OutputObjective } from './objective/output-objective.ts';

/** How a function is compiled. */
export interface CompileOptions extends SessionOptions {
  readonly precision?: Precision;
}

/** A model, what it is trained towards, and how. */
export type TrainStepOptions = ObjectiveOptions &
  SessionOptions & {
    readonly model: tf.LayersModel;
    /** By its Keras name, alone for its defaults, or with settings. */
    readonly optimizer: OptimizerOptions;
    readonly precision?: Precision;
    /** The root seed of dropout and noise. */
    readonly seed?: number;
    /**
     * Trains a model that cannot be compiled all the same, without compiling it: several times slower, and reported.
     */
    readonly fallback?: 'eager';
    /**
     * Receives a message about a precision that is slow on this CPU, and about a fallback;
     * by default a process warning.
     */
    readonly warn?: (message: string) => void;
  };

type Keys<Options> = Readonly<Record<keyof Options, true>>;
type KeysOfUnion<Options> = Options extends unknown ? keyof Options : never;

const compileKeys: Keys<CompileOptions> = { device: true, precision: true, sequential: true };
const outputKeys: Keys<OutputObjective> = {
  loss: true,
  metrics: true,
  weightedMetrics: true,
  classWeights: true,
  lossWeight: true,
};
const trainStepKeys: Readonly<Record<KeysOfUnion<TrainStepOptions>, true>> = {
  ...compileKeys,
  ...outputKeys,
  outputs: true,
  model: true,
  optimizer: true,
  seed: true,
  fallback: true,
  warn: true,
};

/** The values that a setting may have, beside undefined. */
const CHOICES: Readonly<Record<string, readonly unknown[]>> = {
  device: ['cpu', 'gpu'],
  fallback: ['eager'],
  precision: ['float32', 'mixed_bfloat16'],
  sequential: [true, false],
};

/**
 * @throws EngineError `engine/invalid-options` for an option that would be ignored:
 * unknown, or of a value that means nothing
 */
export function requireCompileOptions(options: CompileOptions): void {
  requireObject(options, 'the options, such as { precision: "mixed_bfloat16" }');
  requireKnown(options, compileKeys, 'the options');
}

/** The same of a training step; `outputs` replace the options of a single output. */
export function requireTrainStepOptions(options: TrainStepOptions): void {
  requireObject(options, '{ model, loss, optimizer } and any further options');
  requireKnown(options, trainStepKeys, 'the options');
  if (options.optimizer === undefined) throw missing('optimizer', 'optimizer: "adam"');
  if (!('outputs' in options) || options.outputs === undefined) {
    if ((options as Partial<OutputObjective>).loss !== undefined) return;
    throw missing('loss', 'loss: "sparseCategoricalCrossentropy", or outputs: { <name>: { loss } } of several');
  }
  requireObject(options.outputs, 'outputs: { <name>: { loss, metrics } }');
  for (const [name, output] of Object.entries(options.outputs)) requireKnown(output, outputKeys, `outputs.${name}`);
  const aside = Object.keys(outputKeys).find((key) => options[key as keyof typeof options] !== undefined);
  if (aside === undefined) return;
  throw new EngineError(
    'engine/invalid-options',
    `Received both outputs and ${aside}. With outputs, each has its own: outputs: { <name>: { ${aside}: … } }.`,
  );
}

function requireObject(options: unknown, give: string): void {
  if (typeof options === 'object' && options !== null) return;
  throw new EngineError('engine/invalid-options', `Received ${String(options)}. Give ${give}.`);
}

function missing(option: string, example: string): EngineError {
  return new EngineError('engine/invalid-options', `Received no ${option}. Give one: ${example}.`);
}

function requireKnown(options: object, keys: Readonly<Record<string, true>>, what: string): void {
  for (const [key, value] of Object.entries(options ?? {})) {
    if (value === undefined) continue;
    if (!Object.hasOwn(keys, key)) {
      const known = Object.keys(keys);
      const hint = didYouMean(key.replaceAll('_', ''), known, '');
      throw new EngineError(
        'engine/invalid-options',
        `Received the unknown option ${key} in ${what}.${hint} Allowed: ${known.join(', ')}.`,
      );
    }
    if (key === 'lossWeight' && !Number.isFinite(value)) throw refused(key, value, what, 'a finite number');
    const choices = CHOICES[key];
    if (choices && !choices.includes(value)) {
      throw refused(key, value, what, choices.map((choice) => JSON.stringify(choice)).join(', '));
    }
  }
}

function refused(key: string, value: unknown, what: string, allowed: string): EngineError {
  return new EngineError(
    'engine/invalid-options',
    `Received ${key} ${JSON.stringify(value)} in ${what}. Allowed: ${allowed}.`,
  );
}
