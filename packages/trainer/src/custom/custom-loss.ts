import type { LoadedExport } from '@sightline/artifacts';
import type { CustomModule, Json } from '@sightline/contracts';
import type { Loss, tf } from '@sightline/engine';
import { type CustomContext, describe, givenTargets, type JudgedTask, refused, requireValues } from './custom-code.ts';

/**
 * A custom loss, `fit: { loss: { module: ./losses.ts, export: focal } }` in a spec: differentiable operations of `tf`
 * on targets and outputs `[batch, …]` to the loss of each sample, `[batch]`, recorded into the compiled step. Targets
 * are float32 of the outputs' shape (of classes: one-hot rows, fractions where samples are mixed); of an embedding,
 * the number of each sample's identity, int32 `[batch]`.
 *
 * @example
 * export const focal: CustomLoss<{ gamma: number }> = (targets, outputs, { settings }) => {
 *   const own = tf.sum(tf.mul(targets, outputs), -1).clipByValue(1e-7, 1);
 *   return tf.mul(tf.pow(tf.sub(1, own), settings.gamma), tf.neg(tf.log(own)));
 * };
 */
export type CustomLoss<Settings = Readonly<Record<string, Json>>> = (
  targets: tf.Tensor,
  outputs: tf.Tensor,
  context: CustomContext<Settings>,
) => tf.Tensor;

/** The loss of the engine that custom code makes. */
export function customLoss({ name, value, call }: LoadedExport, { settings }: CustomModule, judged: JudgedTask): Loss {
  if (typeof value !== 'function') {
    throw refused(
      name,
      `is not a function but ${describe(value)}`,
      'Export a loss: (targets, outputs, { settings }) => the loss of each sample, [batch]',
    );
  }
  const context = { settings, task: judged.file };
  return (targets, outputs) => {
    const losses = call(() => (value as CustomLoss)(givenTargets(judged, targets, outputs), outputs, context));
    return requireValues(losses, name, outputs);
  };
}
