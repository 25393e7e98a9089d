import { loadExport, type LoadedExport, type ModuleSources } from '@sightline/artifacts';
import type { CustomModule, Json, LossOptions, TaskFile } from '@sightline/contracts';
import { targetsOfLoss, tf } from '@sightline/engine';
import { houseModules } from '@sightline/models';
import { TrainerError } from '../errors.ts';

/** What custom code is given besides its arguments. */
export interface CustomContext<Settings = Readonly<Record<string, Json>>> {
  /** `settings` of the spec. */
  readonly settings: Settings;
  /** The task, and what it learnt of the training split: the names of classes and how many samples each has. */
  readonly task: TaskFile;
}

/** What a custom loss or metric judges. */
export interface JudgedTask {
  readonly file: TaskFile;
  /** That of the task, for the same output. */
  readonly loss: LossOptions;
}

/** Loads the code that a spec names; the sources are read now when left out. */
export function loadCustom(custom: CustomModule, sources?: ModuleSources): Promise<LoadedExport> {
  return loadExport(custom, houseModules, sources);
}

/** Targets as custom code is given them: float32 of the outputs' shape; of identities, their numbers `[batch]`. */
export function givenTargets({ loss }: JudgedTask, targets: tf.Tensor, outputs: tf.Tensor): tf.Tensor {
  if (targetsOfLoss(loss) !== 'classes') return targets;
  return tf.oneHot(targets.toInt(), outputs.shape.at(-1) as number).toFloat();
}

/** @throws TrainerError `trainer/invalid-options` for what is not a value of each sample, or one of the whole batch */
export function requireValues(values: unknown, name: string, outputs: tf.Tensor): tf.Tensor {
  const [samples] = outputs.shape;
  if (values instanceof tf.Tensor && (values.rank === 0 || values.shape[0] === samples)) return values;
  const given = values instanceof tf.Tensor ? `a tensor [${values.shape.join(', ')}]` : describe(values);
  throw refused(name, `returned ${given} for outputs [${outputs.shape.join(', ')}]`, `Return a tensor [${samples}]`);
}

/** @param mended what to do instead, without a full stop */
export function refused(name: string, what: string, mended: string): TrainerError {
  return new TrainerError('trainer/invalid-options', `${name} ${what}. ${mended}.`);
}

/** A value in a word or two. */
export function describe(value: unknown): string {
  if (value instanceof Promise) return 'a promise';
  if (Array.isArray(value)) return 'an array';
  return value === null || typeof value !== 'object' ? String(value) : 'an object';
}
