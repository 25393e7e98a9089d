import { type LossSpec, type MetricOptions, metricSchema, type MetricSpec, parse } from '@sightline/contracts';
import { EngineError } from '../errors.ts';
import { alignTargets } from '../losses/align-targets.ts';
import { resolveLoss } from '../losses/losses.ts';
import { confusions } from './confusion.ts';
import { curves } from './curves.ts';
import { fScores } from './f-score.ts';
import { meanOf, means } from './mean.ts';
import type { Figure, Metric, MetricFactories } from './metric.ts';
import { intersections } from './overlap.ts';
import { regressions } from './regression.ts';

/** All metrics by their Keras names, except for the losses: the mean of any is a metric too. */
const metrics: MetricFactories<Exclude<MetricSpec['kind'], LossSpec['kind']>> = {
  ...means,
  ...confusions,
  ...fScores,
  ...curves,
  ...intersections,
  ...regressions,
};

/** Those that compare numbers; the others count decisions, and take class indices too. */
const COMPARES_VALUES = new Set<MetricSpec['kind']>([
  ...Object.keys(regressions),
  'binaryAccuracy',
  'binaryIoU',
] as MetricSpec['kind'][]);

/**
 * Metrics by their names, or by any names: settings, a figure of each sample whose mean is the metric, or sums and a
 * figure of them.
 */
export type Metrics = readonly MetricOptions[] | Readonly<Record<string, MetricOptions | Figure | Metric>>;

/**
 * Metrics and the names they are reported under.
 *
 * @throws ContractError `contracts/invalid-input`, naming the metrics there are
 * @throws EngineError `engine/invalid-options` when two have one name
 */
export function resolveMetrics(option: Metrics): Map<string, Metric> {
  if (typeof option !== 'object' || option === null) {
    throw new EngineError(
      'engine/invalid-options',
      `Received metrics ${JSON.stringify(option)}. Give a list, ` +
        "['accuracy'] for example, or an object of them by names.",
    );
  }
  const entries = Array.isArray(option)
    ? option.map((each: MetricOptions) => [typeof each === 'string' ? each : each?.kind, each] as const)
    : Object.entries(option as Readonly<Record<string, MetricOptions | Figure | Metric>>);
  const resolved = new Map(entries.map(([name, each]) => [name, resolveMetric(each)]));
  if (resolved.size < entries.length) {
    throw new EngineError(
      'engine/invalid-options',
      `Two metrics have the same name among ${entries.map(([name]) => name).join(', ')}. Give them names: metrics: { ` +
        "'top 3': { kind: 'topKCategoricalAccuracy', k: 3 } }.",
    );
  }
  return resolved;
}

function resolveMetric(option: MetricOptions | Figure | Metric): Metric {
  if (typeof option === 'function') return meanOf(option);
  if (typeof option === 'object' && option !== null && 'sums' in option) return option;
  const spec: MetricSpec = parse(metricSchema, typeof option === 'string' ? { kind: option } : option, 'a metric');
  if (!(spec.kind in metrics)) return meanOf(resolveLoss(spec as Parameters<typeof resolveLoss>[0]));
  const make = metrics[spec.kind as keyof typeof metrics] as (spec: MetricSpec) => Metric;
  const metric = make(spec);
  const taker = { name: spec.kind, takes: COMPARES_VALUES.has(spec.kind) ? 'values' : 'either' } as const;
  return {
    ...metric,
    sums: ({ targets, predictions, ...counted }) =>
      metric.sums({ targets: alignTargets(targets, predictions, taker), predictions, ...counted }),
  };
}
