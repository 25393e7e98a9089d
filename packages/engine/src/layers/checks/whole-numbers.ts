import { EngineError } from '../../errors.ts';
import type { tf } from '../../tensorflow.ts';

/** What a setting that counts something must be. */
export const COUNT = 'a whole number of at least 1';

/**
 * A setting that counts something.
 *
 * @throws EngineError `engine/invalid-options`, naming the layer, for what is not a whole number of at least 1
 */
export function requireCount(layer: tf.layers.Layer, setting: string, value: unknown): number {
  if (isCount(value)) return value;
  throw refusedSetting(layer, setting, { value, allowed: COUNT });
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

/** The error that says which setting of which layer is not allowed, and what is. */
export function refusedSetting(
  layer: tf.layers.Layer,
  setting: string,
  { value, allowed }: { value: unknown; allowed: string },
): EngineError {
  const shown = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return new EngineError(
    'engine/invalid-options',
    `The layer "${layer.name}" (${layer.getClassName()}) was given ${setting} ${shown}. Allowed: ${allowed}.`,
  );
}
