import { describeCpu } from './cpu.ts';
import { fusionPasses, type Pass } from './passes/passes.ts';
import { useOwnConvolutions } from './passes/convolutions.ts';
import { useOwnDepthwiseConvolutions } from './passes/depthwise.ts';
import { dropDeadCode } from './passes/dead-code.ts';
import { useElementwiseKernels } from './passes/elementwise/elementwise.ts';
import { useBfloat16 } from './passes/mixed-bfloat16.ts';
import { useOwnNormalizations } from './passes/normalizations.ts';
import { useOwnPoolings } from './passes/pooling.ts';
import { kernelInstructions } from './session/own-kernels.ts';

/**
 * Keras' names of dtype policies: all float32, or convolutions and matrix products in bfloat16 with variables and
 * statistics in float32.
 */
export type Precision = 'float32' | 'mixed_bfloat16';

/**
 * The passes that give a program its precision and its fused operations. In bfloat16 TensorFlow's own convolutions are
 * the faster ones.
 */
export function passesFor(precision: Precision = 'float32'): readonly Pass[] {
  const isLow = precision === 'mixed_bfloat16';
  const inFull = isLow ? [] : [useOwnConvolutions, useOwnDepthwiseConvolutions, useOwnPoolings, useElementwiseKernels];
  const ours = kernelInstructions === 'off' ? [] : [useOwnNormalizations, ...inFull];
  return [...fusionPasses, ...ours, ...(isLow ? [useBfloat16] : []), dropDeadCode];
}

/**
 * Whether a program's operations run faster one after the other, each on all cores,
 * than several at once (docs/performance.md).
 */
export function runsInSequence(precision: Precision = 'float32'): boolean {
  return precision === 'float32';
}

const INSTRUCTIONS = ['avx512_bf16', 'amx_bf16', 'bf16'];

/** Whether this CPU computes in bfloat16; elsewhere TensorFlow emulates it, correctly and much slower than float32. */
export function hasBfloat16(features: readonly string[] = describeCpu().features): boolean {
  return INSTRUCTIONS.some((instruction) => features.includes(instruction));
}

/**
 * What to tell someone who asked for a precision that this CPU has no instructions for; `undefined` where all is well.
 */
export function precisionWarning(precision: Precision = 'float32'): string | undefined {
  if (precision === 'float32' || hasBfloat16()) return undefined;
  return (
    `mixed_bfloat16 was asked for, but this CPU has no bfloat16 instructions (${INSTRUCTIONS.join(', ')}): ` +
    'TensorFlow emulates them, slower than float32. Use precision float32 here.'
  );
}
