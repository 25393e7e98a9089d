import { type HostTensor, toTensor } from '../host/host-tensor.ts';
import { tf } from '../tensorflow.ts';
import { type Metrics, resolveMetrics } from './metrics.ts';

/** Targets of all samples and what a model predicted of them, `[samples, …]`. */
interface Predicted {
  readonly targets: HostTensor;
  readonly predictions: HostTensor;
}

/**
 * Metrics of predictions that are known: those of a training on the same samples in batches of the same size, for the
 * sums of the batches add up.
 *
 * @throws EngineError `engine/invalid-options`; ContractError `contracts/invalid-input`
 */
export function measure(
  metrics: Metrics,
  { targets, predictions }: Predicted,
  batchSize: number,
): Record<string, number> {
  const samples = predictions.shape[0] as number;
  const resolved = [...resolveMetrics(metrics)].map(([name, metric]) => {
    return { name, metric, sums: new Map<string, Float64Array>() };
  });
  for (let start = 0; start < samples; start += batchSize) {
    tf.tidy(() => {
      const judged = { targets: rowsOf(targets, start, batchSize), predictions: rowsOf(predictions, start, batchSize) };
      for (const { metric, sums } of resolved) {
        for (const [name, sum] of Object.entries(metric.sums(judged))) {
          const values = sum.dataSync<'float32'>();
          const total = sums.get(name) ?? new Float64Array(values.length);
          for (const [place, value] of values.entries()) total[place] = (total[place] as number) + value;
          sums.set(name, total);
        }
      }
    });
  }
  return Object.fromEntries(resolved.map(({ name, metric, sums }) => [name, metric.result(Object.fromEntries(sums))]));
}

function rowsOf({ shape: [samples = 0, ...row], data }: HostTensor, start: number, count: number): tf.Tensor {
  const size = row.reduce((product, length) => product * length, 1);
  const end = Math.min(start + count, samples);
  return toTensor({ shape: [end - start, ...row], data: data.subarray(start * size, end * size) });
}
