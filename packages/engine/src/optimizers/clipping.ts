import type { OptimizerSpec } from '@sightline/contracts';
import type { ProgramBuilder } from '../program/builder.ts';
import type { Value } from '../program/program.ts';

/** Clips gradients by value, by their own norm, and by the norm of all of them (Pascanu et al., 2013). */
export function clipGradients(builder: ProgramBuilder, gradients: readonly Value[], spec: OptimizerSpec): Value[] {
  const { clipValue, clipNorm, globalClipNorm } = spec;
  let clipped = [...gradients];
  if (clipValue !== undefined) {
    clipped = clipped.map((gradient) =>
      builder.map('Maximum', builder.map('Minimum', gradient, builder.scalar(clipValue)), builder.scalar(-clipValue)),
    );
  }
  if (clipNorm !== undefined) {
    clipped = clipped.map((gradient) => scaleToNorm(builder, gradient, normOf(builder, [gradient]), clipNorm));
  }
  if (globalClipNorm !== undefined) {
    const norm = normOf(builder, clipped);
    clipped = clipped.map((gradient) => scaleToNorm(builder, gradient, norm, globalClipNorm));
  }
  return clipped;
}

function normOf(builder: ProgramBuilder, tensors: readonly Value[]): Value {
  const squares = tensors.map((tensor) => builder.sum(builder.map('Square', tensor)));
  return builder.map(
    'Sqrt',
    squares.reduce((total, square) => builder.map('AddV2', total, square)),
  );
}

/** tensor · limit / max(norm, limit) */
function scaleToNorm(builder: ProgramBuilder, tensor: Value, norm: Value, limit: number): Value {
  const scale = builder.map('Div', builder.scalar(limit), builder.map('Maximum', norm, builder.scalar(limit)));
  return builder.map('Mul', tensor, scale);
}
