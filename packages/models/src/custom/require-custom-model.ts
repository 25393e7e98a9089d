import type { HeadSpec } from '@sightline/contracts';
import { outputNamesOf, tf } from '@sightline/engine';
import type { ModelOptions } from '../build-model.ts';
import { ModelsError } from '../errors.ts';

/** @throws ModelsError `models/invalid-model` unless it is a network from such an input to such a head */
export function requireCustomModel(model: unknown, name: string, { inputShape, head }: ModelOptions): tf.LayersModel {
  if (!(model instanceof tf.LayersModel)) {
    throw refused(
      name,
      `returned ${describe(model)} instead of a tf.LayersModel`,
      'Return tf.model({ inputs, outputs })',
    );
  }
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    const counts = `has ${model.inputs.length} inputs and ${model.outputs.length} outputs`;
    throw refused(name, counts, 'Build a network with one of each');
  }
  const [given, wanted] = [shapeOf(model.inputs), formatShape(inputShape)];
  if (given !== wanted) {
    throw refused(
      name,
      `takes ${given}, but samples are ${wanted}`,
      'Give inputShape to tf.input({ shape: inputShape })',
    );
  }
  requireHead(model, name, head);
  return model;
}

function requireHead(model: tf.LayersModel, name: string, head: HeadSpec): void {
  const mended = 'End it with addHead(features, head, seed) of @sightline/models';
  const [given, wanted] = [shapeOf(model.outputs), formatShape([head.units])];
  if (given !== wanted) throw refused(name, `gives ${given}, but the task needs ${wanted}`, mended);
  const [output = ''] = outputNamesOf(model);
  if (output === head.name) return;
  throw refused(name, `has the output "${output}", but the task's is "${head.name}"`, mended);
}

function shapeOf([tensor]: readonly tf.SymbolicTensor[]): string {
  return formatShape((tensor as tf.SymbolicTensor).shape.slice(1));
}

function formatShape(sizes: readonly (number | null)[]): string {
  return `[batch, ${sizes.map((size) => size ?? '?').join(', ')}]`;
}

function describe(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (value === null || typeof value !== 'object') return String(value);
  return value instanceof tf.SymbolicTensor
    ? 'a symbolic tensor'
    : `an object of ${value.constructor?.name ?? 'no class'}`;
}

function refused(name: string, what: string, mended: string): ModelsError {
  return new ModelsError('models/invalid-model', `${name} ${what}. ${mended}.`);
}
