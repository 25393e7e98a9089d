import { EngineError } from '../../errors.ts';
import type { Binding, NativeAttribute } from '../../backend/native-backend.ts';
import {
  type Attribute,
  DATA_TYPE_NUMBERS,
  type DataType,
  describeLayer,
  type LayerName,
  type Value,
} from '../../program/program.ts';

/** The element type with TensorFlow's number; `what` is for the message. */
export function dataTypeOf(number: unknown, what: string): DataType {
  for (const [name, value] of Object.entries(DATA_TYPE_NUMBERS)) {
    if (value === number) return name as DataType;
  }
  const allowed = Object.keys(DATA_TYPE_NUMBERS).join(', ');
  throw new EngineError(
    'engine/not-recordable',
    `${what} has the element type number ${String(number)}. Allowed: ${allowed}. Cast its inputs.`,
  );
}

/** The type attributes that tfjs-node leaves to the eager runtime to infer, and that a graph must state. */
const IMPLIED: Readonly<Record<string, (inputs: readonly Value[]) => Record<string, Attribute>>> = {
  ExpandDims: ([tensor, axis]) => ({ T: dtypeOf(tensor), Tdim: dtypeOf(axis) }),
};

function dtypeOf(value: Value | undefined): Attribute {
  return { type: 'dtype', value: (value as Value).dtype };
}

/** The attributes of one native call, in a layer or outside of any, as a node states them. */
export function attributesOf(
  { op, layer }: { op: string; layer: LayerName | undefined },
  given: readonly NativeAttribute[],
  inputs: readonly Value[],
  binding: Binding,
): Record<string, Attribute> {
  const call = layer ? `${op} in ${describeLayer(layer)}` : op;
  const stated = given.map((attribute) => [attribute.name, attributeOf(call, attribute, binding)] as const);
  return { ...IMPLIED[op]?.(inputs), ...Object.fromEntries(stated) };
}

function attributeOf(call: string, { name, type, value }: NativeAttribute, binding: Binding): Attribute {
  const list = Array.isArray(value);
  if (type === binding.TF_ATTR_SHAPE && list) return { type: 'shape', value: [...value] };
  if (type === binding.TF_ATTR_INT && list) return { type: 'ints', value: [...value] };
  if (type === binding.TF_ATTR_FLOAT && list) return { type: 'floats', value: [...value] };
  if (type === binding.TF_ATTR_INT) return { type: 'int', value: Number(value) };
  if (type === binding.TF_ATTR_FLOAT) return { type: 'float', value: Number(value) };
  if (type === binding.TF_ATTR_BOOL) return { type: 'bool', value: Boolean(value) };
  if (type === binding.TF_ATTR_STRING && typeof value === 'string') return { type: 'string', value };
  if (type === binding.TF_ATTR_TYPE && !list) return { type: 'dtype', value: dataTypeOf(value, call) };
  throw new EngineError(
    'engine/not-recordable',
    `${call} has the attribute ${name} of the native type ${type}${list ? ' (a list)' : ''}, which a ` +
      'program cannot store. Allowed: int, float, bool, string, dtype, shape, and lists of int or float.',
  );
}
