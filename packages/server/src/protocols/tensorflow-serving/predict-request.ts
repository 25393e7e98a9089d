import { didYouMean, type Signature, type TensorSpec } from '@sightline/contracts';
import { ServerError } from '../../errors.ts';
import { formatSpec, type NamedTensors } from '../../inference/tensor.ts';
import { readJsonObject } from './request-json.ts';
import { describe, readSamples } from './tensor-json.ts';

/** The one signature that a model has, under TensorFlow's name for it. */
export const SIGNATURE_NAME = 'serving_default';

/** A predict request: row format answers under `predictions`, column format under `outputs`. */
export interface PredictRequest {
  readonly format: 'row' | 'column';
  /** All inputs of the signature, each `[batch, …shape]`. */
  readonly inputs: NamedTensors;
}

/**
 * Reads the body of a predict request in TensorFlow Serving's JSON. Row format: `{"instances": [value, …]}` or
 * `{"instances": [{"<input>": value, …}, …]}`. Column format: `{"inputs": [value, …]}` or
 * `{"inputs": {"<input>": [value, …], …}}`. Bare values are of a model's only input.
 *
 * @throws ServerError `server/invalid-request`
 */
export function readPredictRequest(body: Buffer | undefined, { inputs }: Signature): PredictRequest {
  const request = readJsonObject(body);
  const signature = Object.hasOwn(request, 'signature_name') ? request.signature_name : SIGNATURE_NAME;
  if (signature !== SIGNATURE_NAME)
    throw invalid(`The model has no signature ${describe(signature)}. It has "${SIGNATURE_NAME}".`);
  const format = formatOf(request);
  return {
    format,
    inputs: format === 'row' ? readRows(request.instances, inputs) : readColumns(request.inputs, inputs),
  };
}

function readRows(instances: unknown, specs: readonly TensorSpec[]): NamedTensors {
  const only = onlyOf(specs);
  const rows = listOf(instances, '"instances"', specs).map((row, index) =>
    only && !isObject(row) ? { [only.name]: row } : named(row, specs, `instances[${index}]`),
  );
  return tensorsOf(specs, ({ name }) => ({
    samples: rows.map((row) => row[name]),
    where: (index) => `instances[${index}]${only ? '' : `.${name}`}`,
  }));
}

function readColumns(inputs: unknown, specs: readonly TensorSpec[]): NamedTensors {
  const only = onlyOf(specs);
  const columns = only && !isObject(inputs) ? { [only.name]: inputs } : named(inputs, specs, 'inputs');
  const place = (name: string) => (only ? 'inputs' : `inputs.${name}`);
  const tensors = tensorsOf(specs, (spec) => ({
    samples: listOf(columns[spec.name], `"${place(spec.name)}"`, [spec]),
    where: (index) => `${place(spec.name)}[${index}]`,
  }));
  const counts = specs.map(({ name }) => ({ name, count: tensors[name]?.shape[0] }));
  const other = counts.find(({ count }) => count !== counts[0]?.count);
  if (!other) return tensors;
  const listed = counts.map(({ name, count }) => `${count} of "${name}"`).join(', ');
  throw invalid(`Received ${listed}. Send as many samples of each input.`);
}

function onlyOf(specs: readonly TensorSpec[]): TensorSpec | undefined {
  return specs.length === 1 ? specs[0] : undefined;
}

interface Column {
  readonly samples: readonly unknown[];
  where(index: number): string;
}

function tensorsOf(specs: readonly TensorSpec[], column: (spec: TensorSpec) => Column): NamedTensors {
  return Object.fromEntries(
    specs.map((spec) => {
      const { samples, where } = column(spec);
      return [spec.name, readSamples(samples, spec, where)];
    }),
  );
}

function listOf(value: unknown, where: string, specs: readonly TensorSpec[]): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  const only = onlyOf(specs);
  const what = only
    ? `at least one value of shape [${only.shape.map((size) => size ?? '?').join(', ')}]`
    : `at least one object with the inputs ${quoted(specs)}`;
  throw invalid(`${where} must be a list of ${what}, received ${describe(value)}.`);
}

function formatOf(request: Record<string, unknown>): PredictRequest['format'] {
  const row = Object.hasOwn(request, 'instances');
  const column = Object.hasOwn(request, 'inputs');
  if (row && column)
    throw invalid('Received both "instances" (row format) and "inputs" (column format). Send exactly one of them.');
  if (row) return 'row';
  if (column) return 'column';
  const received = Object.keys(request).slice(0, 10);
  const hint = received.map((key) => didYouMean(key, ['instances', 'inputs'])).find(Boolean) ?? '';
  const listed = received.length > 0 ? received.map((key) => describe(key)).join(', ') : 'no keys';
  throw invalid(`Expected "instances" (row format) or "inputs" (column format), received ${listed}.${hint}`);
}

function named(value: unknown, specs: readonly TensorSpec[], where: string): Record<string, unknown> {
  const keys = isObject(value) ? Object.keys(value) : [];
  if (isObject(value) && keys.length === specs.length && specs.every(({ name }) => Object.hasOwn(value, name)))
    return value;
  const listed = keys.slice(0, 10).map((key) => describe(key));
  const received = isObject(value) ? `the keys ${listed.join(', ') || '(none)'}` : describe(value);
  const what = onlyOf(specs) ? 'input' : 'inputs';
  throw invalid(`${where}: expected an object with exactly the ${what} ${quoted(specs)}, received ${received}.`);
}

function quoted(specs: readonly TensorSpec[]): string {
  const only = onlyOf(specs);
  return only ? `"${only.name}"` : specs.map((spec) => `"${spec.name}" (${formatSpec(spec)})`).join(', ');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string): ServerError {
  return new ServerError('server/invalid-request', message);
}
