import { multiHeadAttention } from '../attention/multi-head-attention.ts';
import { einsumDense } from '../core/einsum-dense.ts';
import { type Case, kernel } from './case.fixture.ts';

/** Of layers that tfjs lacks. */
export const engineCases: Case[] = [
  {
    layer: 'einsumDense',
    make: () => einsumDense({ ...kernel, equation: 'abc,cde->abde', outputShape: [null, 2, 3], biasAxes: 'de' }),
    shape: [4, 5],
  },
  {
    layer: 'einsumDense, no matrix product',
    make: () => einsumDense({ ...kernel, equation: 'abc,bd->adc', outputShape: [3, null], activation: 'tanh' }),
    shape: [4, 5],
  },
  {
    layer: 'multiHeadAttention',
    make: () => multiHeadAttention({ ...kernel, numHeads: 2, keyDim: 3 }),
    shape: [5, 4],
  },
  {
    layer: 'multiHeadAttention, causal',
    make: () => multiHeadAttention({ ...kernel, numHeads: 2, keyDim: 3, valueDim: 2, useCausalMask: true }),
    shape: [5, 4],
  },
];
