import { EngineError } from '../../errors.ts';
import type { Program } from '../../program/program.ts';

/**
 * A better error of a program that TensorFlow refused to run: a program of open sizes learns of those that a layer
 * cannot take when it runs, and then only the operation; recording the same sizes says which layer.
 *
 * @param record of the sizes that were given
 */
export function explained(error: unknown, record: () => Program): unknown {
  if (!(error instanceof EngineError && error.code === 'engine/invalid-program')) return error;
  try {
    record();
    return error;
  } catch (better) {
    return better;
  }
}
