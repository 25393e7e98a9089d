import type { Attribute, LayerName, Program, Shape, Value } from '../program/program.ts';
import { type Rewriting, rewrite } from './rewrite.ts';

/** A batched product of two single matrices becomes MatMul, with its operands reshaped to matrices. */
export function usePlainMatrixProducts(program: Program): Program {
  return rewrite(program, ({ op, inputs, attributes, outputs, layer }, rewriting) => {
    const [a, b] = [rewriting.value(inputs[0]), rewriting.value(inputs[1])];
    const [result] = outputs as [Value];
    const areSingle = [a, b, result].every((each) => each && isSingle(each.shape));
    if (op !== 'BatchMatMulV2' || a.dtype !== 'float32' || !areSingle) return false;
    const matrix = result.shape.length === 2 ? result : { dtype: result.dtype, shape: result.shape.slice(-2) };
    const [product] = rewriting.add({
      op: 'MatMul',
      layer,
      attributes: {
        T: { type: 'dtype', value: 'float32' },
        transpose_a: attributes.adj_x as Attribute,
        transpose_b: attributes.adj_y as Attribute,
      },
      inputs: [toMatrix(a, rewriting, layer), toMatrix(b, rewriting, layer)],
      outputs: [matrix],
    }) as [Value];
    if (product.id !== result.id) addReshape(rewriting, product.id, result, layer);
    return true;
  });
}

function isSingle(shape: Shape): boolean {
  // One open size is what the others leave.
  const open = shape.filter((size) => size === null).length;
  return shape.length >= 2 && shape.slice(0, -2).every((size) => size === 1) && open <= 1;
}

function toMatrix({ id, shape, dtype }: Value, rewriting: Rewriting, layer: LayerName | undefined): number {
  if (shape.length === 2) return id;
  return addReshape(rewriting, id, { dtype, shape: shape.slice(-2) }, layer).id;
}

/** Adds a Reshape of a tensor to a shape of at most one open size. */
export function addReshape(
  rewriting: Rewriting,
  tensor: number,
  result: Omit<Value, 'id'> & { id?: number },
  layer: LayerName | undefined,
): Value {
  const sizes = rewriting.addConstant(
    Int32Array.from(result.shape, (size) => size ?? -1),
    [result.shape.length],
    'int32',
  );
  const attributes: Record<string, Attribute> = {
    T: { type: 'dtype', value: result.dtype },
    Tshape: { type: 'dtype', value: 'int32' },
  };
  return rewriting.add({ op: 'Reshape', layer, attributes, inputs: [tensor, sizes.id], outputs: [result] })[0] as Value;
}
