import type { Program, Shape, Value } from '../program/program.ts';
import { addReshape } from './matrix-products.ts';
import { rewrite } from './rewrite.ts';

/**
 * The gradient of a 1×1 convolution's kernel is a matrix product over all positions, which TensorFlow computes faster
 * as one (`npm run bench:train`, MobileNetV2; docs/performance.md).
 */
export function usePointwiseGradients(program: Program): Program {
  return rewrite(program, ({ op, inputs, attributes, outputs, layer }, rewriting) => {
    const [result] = outputs as [Value];
    const strides = attributes.strides?.value;
    if (op !== 'Conv2DBackpropFilter' || !isPointwise(result.shape) || JSON.stringify(strides) !== '[1,1,1,1]')
      return false;
    const [input, , gradient] = inputs as [number, number, number];
    const rows = (id: number): Value => {
      const { dtype, shape } = rewriting.value(id);
      const count = shape
        .slice(0, 3)
        .reduce((product, size) => (product === null || size === null ? null : product * size), 1);
      return addReshape(rewriting, id, { dtype, shape: [count, shape[3] as number] }, layer);
    };
    const [product] = rewriting.add({
      op: 'MatMul',
      layer,
      attributes: {
        T: { type: 'dtype', value: result.dtype },
        transpose_a: { type: 'bool', value: true },
        transpose_b: { type: 'bool', value: false },
      },
      inputs: [rows(input).id, rows(gradient).id],
      outputs: [{ dtype: result.dtype, shape: result.shape.slice(2) }],
    }) as [Value];
    addReshape(rewriting, product.id, result, layer);
    return true;
  });
}

function isPointwise([height, width]: Shape): boolean {
  return height === 1 && width === 1;
}
