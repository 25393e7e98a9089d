import type { Attribute, Node, Program, Value, ValueId } from '../program/program.ts';
import { BIAS_ATTRIBUTES } from './bias.ts';
import { addReshape } from './matrix-products.ts';
import { type Rewriting, rewrite } from './rewrite.ts';
import { Uses } from './uses.ts';

const T: Record<string, Attribute> = { T: { type: 'dtype', value: 'float32' } };

/** As tfjs and as our kernels name it. */
const NORMALIZATIONS = ['FusedBatchNorm', 'FusedBatchNormV3'];

/**
 * For programs whose weights are constants. A batch normalisation by the statistics that training kept becomes a
 * product and a sum; behind a convolution, the product goes into the convolution's kernels. TensorFlow computes both
 * factors once, when the program is loaded.
 */
export function foldNormalizations(program: Program): Program {
  const uses = new Uses(program);
  const given = new Set([...program.variables, ...program.constants].map(({ id }) => id));
  const absorbed = new Set<Node['id']>();
  return rewrite(program, (node, rewriting) => {
    if (absorbed.has(node.id)) return true;
    if (isFixed(node, given)) {
      addScaled(node, rewriting);
      return true;
    }
    if (node.op !== 'Conv2D' && node.op !== 'DepthwiseConv2dNative') return false;
    const [result] = node.outputs as [Value];
    const [normalization] = NORMALIZATIONS.flatMap((op) => uses.only(result.id, op) ?? []);
    const [, kernel] = node.inputs as [ValueId, ValueId];
    if (!normalization || !isFixed(normalization, given) || !given.has(kernel)) return false;
    absorbed.add(normalization.id);
    addFolded(node, normalization, rewriting);
    return true;
  });
}

function isFixed({ op, attributes, inputs }: Node, given: ReadonlySet<ValueId>): boolean {
  return (
    NORMALIZATIONS.includes(op) &&
    attributes.is_training?.value === false &&
    attributes.data_format?.value === 'NHWC' &&
    attributes.T?.value === 'float32' &&
    inputs.slice(1).every((id) => given.has(id))
  );
}

function addScaled(normalization: Node, rewriting: Rewriting): void {
  const { layer, inputs, outputs } = normalization;
  const { factor, shift } = addFactors(normalization, rewriting);
  const { id: _, ...result } = outputs[0] as Value;
  const taken = [inputs[0] as ValueId, factor.id];
  const [product] = rewriting.add({ op: 'Mul', layer, attributes: T, inputs: taken, outputs: [result] }) as [Value];
  addBias(normalization, product.id, shift.id, rewriting);
}

function addFolded(convolution: Node, normalization: Node, rewriting: Rewriting): void {
  const { layer } = convolution;
  const [input, kernel] = convolution.inputs as [ValueId, ValueId];
  const { factor, shift } = addFactors(normalization, rewriting);
  const { id: _, ...weights } = rewriting.value(kernel);
  // A depthwise kernel has its channels on the last two axes.
  const isDepthwise = convolution.op === 'DepthwiseConv2dNative';
  const factors = isDepthwise
    ? addReshape(rewriting, factor.id, { dtype: 'float32', shape: weights.shape.slice(2) }, layer)
    : factor;
  const taken = [kernel, factors.id];
  const [scaled] = rewriting.add({ op: 'Mul', layer, attributes: T, inputs: taken, outputs: [weights] }) as [Value];
  const { dtype, shape } = convolution.outputs[0] as Value;
  const [sums] = rewriting.add({ ...convolution, inputs: [input, scaled.id], outputs: [{ dtype, shape }] }) as [Value];
  addBias(normalization, sums.id, shift.id, rewriting);
}

/** What multiplies each channel, and what is added to it afterwards. */
function addFactors({ layer, inputs, attributes }: Node, rewriting: Rewriting): { factor: Value; shift: Value } {
  const [, scale, offset, mean, variance] = inputs as [ValueId, ValueId, ValueId, ValueId, ValueId];
  const { dtype, shape } = rewriting.value(scale);
  const compute = (op: string, given: readonly ValueId[]): Value =>
    rewriting.add({ op, layer, attributes: T, inputs: given, outputs: [{ dtype, shape }] })[0] as Value;
  const epsilon = rewriting.addConstant(Float32Array.of(attributes.epsilon?.value as number), [], 'float32');
  const factor = compute('Mul', [scale, compute('Rsqrt', [compute('AddV2', [variance, epsilon.id]).id]).id]);
  return { factor, shift: compute('Sub', [offset, compute('Mul', [mean, factor.id]).id]) };
}

function addBias(normalization: Node, tensor: ValueId, shift: ValueId, rewriting: Rewriting): void {
  const [result] = normalization.outputs as [Value];
  rewriting.add({
    ...normalization,
    op: 'BiasAdd',
    attributes: BIAS_ATTRIBUTES,
    inputs: [tensor, shift],
    outputs: [result],
  });
}
