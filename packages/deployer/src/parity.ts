import type { TensorData } from '@sightline/engine';
import { DeployerError } from './errors.ts';
import { FORMATS, type FormatName, type LoadedModel, type Values } from './formats.ts';

/** The greatest difference of a number that an export may have from the trained model: absolute, above 1 relative. */
export const PARITY_TOLERANCE = 1e-5;

/** Inputs and outputs by name. */
export interface Computed {
  readonly inputs: Readonly<Record<string, Values>>;
  /** What the trained model makes of them. */
  readonly outputs: Readonly<Record<string, Values>>;
}

/**
 * Runs the exports of a model on what it has computed, and compares every number.
 *
 * @returns the greatest difference by format, relative to 1 or the number
 * @throws DeployerError `deployer/parity-failed` above {@link PARITY_TOLERANCE}, when a runtime refuses its export, or
 * with nothing to compare on
 */
export async function checkParity(
  exports: Readonly<Record<FormatName, Uint8Array>>,
  batches: AsyncIterable<Computed>,
): Promise<Record<FormatName, number>> {
  const differences = { onnx: 0, savedModel: 0 };
  const loaded: [FormatName, LoadedModel][] = [];
  let compared = 0;
  try {
    for (const name of Object.keys(FORMATS) as FormatName[]) {
      const opened = FORMATS[name].open(exports[name]).catch(refusedBy(name, 'open'));
      loaded.push([name, await opened]);
    }
    for await (const { inputs, outputs } of batches) {
      compared += 1;
      for (const [format, exported] of loaded) {
        const results = await exported.run(inputs).catch(refusedBy(format, 'run'));
        for (const [name, expected] of Object.entries(outputs)) {
          const difference = greatestDifference(results[name], expected);
          // Put so that NaN fails.
          if (!(difference <= PARITY_TOLERANCE))
            throw parityFailed(`"${name}" of ${FORMATS[format].path} differs by ${difference}`);
          differences[format] = Math.max(differences[format], difference);
        }
      }
    }
  } finally {
    for (const [, exported] of loaded) await exported.close();
  }
  if (compared === 0) throw parityFailed('the split that was evaluated has no samples to compare on');
  return differences;
}

/**
 * The greatest difference of two tensors, relative to 1 or the number; NaN when one of them holds it, or is of another
 * type or shape.
 */
export function greatestDifference(found: Values | undefined, { shape, data }: Values): number {
  const sameShape = found?.shape.length === shape.length && shape.every((size, axis) => size === found.shape[axis]);
  if (!found || !sameShape || found.data.constructor !== data.constructor) return Number.NaN;
  return differenceOf(found.data, data);
}

function differenceOf(found: TensorData, expected: TensorData): number {
  return (expected as Float32Array).reduce((greatest, value, index) => {
    const difference = Math.abs(value - (found[index] as number)) / Math.max(1, Math.abs(value));
    return Math.max(greatest, difference);
  }, 0);
}

/** What the runtime of a format throws becomes the cause of an error: it speaks of nodes that no user has written. */
function refusedBy(format: FormatName, what: 'open' | 'run'): (cause: unknown) => never {
  return (cause) => {
    // A full disk or too many open files say nothing about the export.
    if (typeof (cause as NodeJS.ErrnoException).syscall === 'string') throw cause;
    throw parityFailed(`the runtime of the format cannot ${what} ${FORMATS[format].path}`, { cause });
  };
}

function parityFailed(what: string, options?: ErrorOptions): DeployerError {
  return new DeployerError(
    'deployer/parity-failed',
    `The exports cannot be published: ${what}. Allowed: a difference of ${PARITY_TOLERANCE} on every sample. ` +
      'Evaluate a split that has samples; otherwise an exporter is at fault.',
    options,
  );
}
