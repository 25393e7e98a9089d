import type { ArtifactRef, ElementType, Signature, TensorSpec } from '@sightline/contracts';
import { formatType, type Program, type Value, valuesOf } from '@sightline/engine';
import { DeployerError } from './errors.ts';

/** What is made of an encoded sample: the input that a server prepares. */
export interface PreparedInput {
  readonly dtype: ElementType;
  /** Without the batch. */
  readonly shape: readonly number[];
}

/**
 * The named inputs and outputs of a program, as a server reads them.
 *
 * @throws DeployerError `deployer/invalid-signature` when one has no batch of any size as its first dimension, is of a
 * type that is not served, or when the input is not what is made of a sample
 */
export function signatureOf(
  program: Program,
  { trainedModel, prepared }: { trainedModel: ArtifactRef; prepared: PreparedInput },
): Signature {
  const values = valuesOf(program);
  const describe = ({ name, id }: { name: string; id: number }) => tensorSpec(name, values.get(id) as Value);
  const signature = { inputs: program.inputs.map(describe), outputs: program.outputs.map(describe), trainedModel };
  mustTake(signature.inputs, prepared);
  return signature;
}

function tensorSpec(name: string, value: Value): TensorSpec {
  const [batch, ...shape] = value.shape;
  if (value.dtype === 'bfloat16' || batch !== null) {
    throw invalid(
      `"${name}" of the model is ${formatType(value)}. ` +
        'Allowed: float32, int32 or bool, with a batch of any size as the first dimension.',
    );
  }
  return { name, dtype: value.dtype, shape };
}

function mustTake(inputs: readonly TensorSpec[], { dtype, shape }: PreparedInput): void {
  const listed = inputs.map((input) => `"${input.name}" ${formatType(input)}`).join(', ');
  const [input, ...others] = inputs;
  const fits = (size: number | null, axis: number) => size === null || size === shape[axis];
  if (others.length === 0 && input?.dtype === dtype && input.shape.length === shape.length && input.shape.every(fits))
    return;
  throw invalid(
    `preprocess.json makes ${formatType({ dtype, shape })} of a sample, and the model takes ${listed || 'nothing'}. ` +
      'Train it with this preprocessing, or write its files yourself with recordModel, programToSavedModel and ' +
      'programToOnnx.',
  );
}

function invalid(message: string): DeployerError {
  return new DeployerError('deployer/invalid-signature', message);
}
