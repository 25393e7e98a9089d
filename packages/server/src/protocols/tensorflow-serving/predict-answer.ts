import type { Signature } from '@sightline/contracts';
import type { NamedTensors, TensorData } from '../../inference/tensor.ts';
import type { PredictRequest } from './predict-request.ts';
import { type NestedValues, writeTensor } from './tensor-json.ts';

/** The body of an answer: bare values of a model's only output, else objects by the names of the outputs. */
export function writePredictAnswer(
  format: PredictRequest['format'],
  { outputs }: Signature,
  tensors: NamedTensors,
): Record<string, unknown> {
  const columns = outputs.map(({ name }) => [name, writeTensor(tensors[name] as TensorData)] as const);
  const [only] = columns;
  const isOnly = columns.length === 1 && only;
  if (format === 'column') return { outputs: isOnly ? only[1] : Object.fromEntries(columns) };
  if (isOnly) return { predictions: only[1] };
  const rows = columns[0]?.[1] as NestedValues[];
  return {
    predictions: rows.map((_, row) =>
      Object.fromEntries(columns.map(([name, values]) => [name, (values as NestedValues[])[row]])),
    ),
  };
}
