import { nearestWord, type Signature } from '@sightline/contracts';
import { ServerError } from '../../errors.ts';
import type { TensorData } from '../../inference/inference-messages.ts';
import { readJsonObject } from './request-json.ts';
import { describe, readTensor, writeTensor } from './tensor-json.ts';

/** The one signature that a model has, under TensorFlow's name for it. */
export const SIGNATURE_NAME = 'serving_default';

/** A predict request: row format answers under `predictions`, column format under `outputs`. */
export interface PredictRequest {
  format: 'row' | 'column';
  /** Shape `[batch, …signature.input.shape]`. */
  tensor: TensorData;
}

/**
 * Reads the body of a predict request in TensorFlow Serving's JSON: `{"instances": [value, …]}` or `{"instances": [{"<input>": value}, …]}` (row format),
 * `{"inputs": [value, …]}` or `{"inputs": {"<input>": [value, …]}}` (column format).
 *
 * @throws ServerError `server/invalid-request`
 */
export function readPredictRequest(body: Buffer | undefined, { input }: Signature): PredictRequest {
  const request = readJsonObject(body);
  const signature = Object.hasOwn(request, 'signature_name') ? request.signature_name : SIGNATURE_NAME;
  if (signature !== SIGNATURE_NAME)
    throw invalid(`The model has no signature ${describe(signature)}. It has "${SIGNATURE_NAME}".`);
  const format = formatOf(request);
  const key = format === 'row' ? 'instances' : 'inputs';
  const values = request[key];
  const column = format === 'column' && !Array.isArray(values) ? named(values, input.name, key) : values;
  if (!Array.isArray(column) || column.length === 0) {
    throw invalid(
      `"${key}" must be a list of at least one value of shape [${input.shape.join(', ')}], received ${describe(column)}.`,
    );
  }
  const size = input.shape.reduce((product, dimension) => product * dimension, 1);
  const data = new Float32Array(column.length * size);
  column.forEach((value: unknown, index) => {
    const where = `${key}[${index}]`;
    const instance = format === 'row' && isObject(value) ? named(value, input.name, where) : value;
    readTensor(instance, input.shape, where, data.subarray(index * size, (index + 1) * size));
  });
  return { format, tensor: { data, shape: [column.length, ...input.shape] } };
}

/** The answer's body: a model of one output answers with bare values. */
export function writePredictAnswer(format: PredictRequest['format'], output: TensorData): Record<string, unknown> {
  return { [format === 'row' ? 'predictions' : 'outputs']: writeTensor(output) };
}

function formatOf(request: Record<string, unknown>): PredictRequest['format'] {
  const row = Object.hasOwn(request, 'instances');
  const column = Object.hasOwn(request, 'inputs');
  if (row && column)
    throw invalid('Received both "instances" (row format) and "inputs" (column format). Send exactly one of them.');
  if (row) return 'row';
  if (column) return 'column';
  const received = Object.keys(request).slice(0, 10);
  const near = received.map((key) => nearestWord(key, ['instances', 'inputs'])).find((word) => word !== undefined);
  const listed = received.length > 0 ? received.map((key) => describe(key)).join(', ') : 'no keys';
  throw invalid(
    `Expected "instances" (row format) or "inputs" (column format), received ${listed}.${near ? ` Did you mean "${near}"?` : ''}`,
  );
}

function named(value: unknown, input: string, where: string): unknown {
  const keys = isObject(value) ? Object.keys(value) : [];
  if (isObject(value) && keys.length === 1 && Object.hasOwn(value, input)) return value[input];
  const received = isObject(value)
    ? `the keys ${
        keys
          .slice(0, 10)
          .map((key) => describe(key))
          .join(', ') || '(none)'
      }`
    : describe(value);
  throw invalid(`${where}: expected an object with exactly the input "${input}", received ${received}.`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string): ServerError {
  return new ServerError('server/invalid-request', message);
}
