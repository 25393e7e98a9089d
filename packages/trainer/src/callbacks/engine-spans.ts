import type { FitSpec } from '@sightline/contracts';
import { doctor, type EngineReport } from '@sightline/engine';
import { z } from 'zod';
import type { Callback, Training } from './callback.ts';

const engineSpanSchema = z.strictObject({ firstEpoch: z.int(), engine: z.string() });
/** From which epoch (from 1) on a training ran on this engine. */
export type EngineSpan = z.infer<typeof engineSpanSchema>;

/** What decides the last bits of the weights, besides data and seed. */
export function engineOf(
  precision: FitSpec['precision'],
  { tensorflow, threads, oneDnn, kernels }: EngineReport = doctor(),
): string {
  return `tensorflow ${tensorflow}, ${threads.intraOp} threads, oneDNN ${oneDnn}, kernels ${kernels}, ${precision}`;
}

/** The spans with this engine from `epoch` on. */
export function continuedOn(
  spans: readonly EngineSpan[],
  { epoch, engine }: { epoch: number; engine: string },
): EngineSpan[] {
  if (spans.at(-1)?.engine === engine) return [...spans];
  return [...spans.filter(({ firstEpoch }) => firstEpoch < epoch), { firstEpoch: epoch, engine }];
}

/** The spans as the lineage of a model names them: one engine, or each with its epochs. */
export function describeEngines(spans: readonly EngineSpan[], epochs: number): string {
  if (spans.length < 2) return spans[0]?.engine ?? '';
  return spans
    .map(
      ({ firstEpoch, engine }, index) =>
        `epochs ${firstEpoch}–${(spans[index + 1]?.firstEpoch ?? epochs + 1) - 1}: ${engine}`,
    )
    .join('; ');
}

/** Knows what computed which epochs. */
export interface EngineSpans extends Callback {
  readonly spans: readonly EngineSpan[];
}

/** Notes the engine of each epoch, and warns when a training is continued on another one. */
export function engineSpans({ step, history, context }: Training): EngineSpans {
  const engine = engineOf(step.precision);
  let spans: readonly EngineSpan[] = [];
  return {
    get spans() {
      return spans;
    },
    onEpochEnd() {
      spans = continuedOn(spans, { epoch: history.length, engine });
    },
    state: {
      read: () => ({ values: [...spans], arrays: [] }),
      restore({ values }) {
        spans = z.array(engineSpanSchema).parse(values);
        const before = spans.at(-1)?.engine;
        if (before !== undefined && before !== engine) context.logger?.warn(continuedElsewhere(before, engine));
      },
    },
  };
}

function continuedElsewhere(before: string, now: string): string {
  return (
    `This training began on another engine: ${before}; now ${now}. It continues, and its lineage names both, but its ` +
    'weights will differ in their last bits from those of a training that was not interrupted. To end in the same ' +
    'bytes, stop it and continue where TF_NUM_INTRAOP_THREADS, SIGHTLINE_KERNELS and the precision are as they were.'
  );
}
