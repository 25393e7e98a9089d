import type { LoadedExport } from '@sightline/artifacts';
import type { CustomMetricSpec, Json } from '@sightline/contracts';
import { type Figure, type Judged, type Metric, type Sums, tf } from '@sightline/engine';
import { type CustomContext, describe, givenTargets, type JudgedTask, refused, requireValues } from './custom-code.ts';

type AnySettings = Readonly<Record<string, Json>>;

/**
 * A custom figure, `fit: { metrics: { cost: { module: ./metrics.ts, export: cost, better: lower } } }` in a spec. It is
 * measured of training and validation samples in each epoch, and of the split that is evaluated. Either a value of each
 * sample, `[batch]`, whose mean it is; or sums over the samples of a batch, which add up, and the figure of these sums.
 * Targets are those of a {@link CustomLoss}.
 *
 * @example
 * export const brier: CustomMetric = (targets, outputs) => tf.sum(tf.square(tf.sub(targets, outputs)), -1);
 */
export type CustomMetric<Settings = AnySettings> = CustomFigure<Settings> | CustomSums<Settings>;

type CustomFigure<Settings> = (targets: tf.Tensor, outputs: tf.Tensor, context: CustomContext<Settings>) => tf.Tensor;

interface CustomSums<Settings> {
  sums(
    judged: Pick<Judged, 'targets'> & { readonly outputs: tf.Tensor },
    context: CustomContext<Settings>,
  ): Readonly<Record<string, tf.Tensor>>;
  result(sums: Sums, context: CustomContext<Settings>): number;
}

/** The metric of the engine that custom code makes. */
export function customMetric(
  { name, value, call }: LoadedExport,
  { settings }: CustomMetricSpec,
  judged: JudgedTask,
): Figure | Metric {
  const context = { settings, task: judged.file };
  if (typeof value === 'function') {
    return (targets, outputs) => {
      const given = givenTargets(judged, targets, outputs);
      return requireValues(
        call(() => (value as CustomFigure<AnySettings>)(given, outputs, context)),
        name,
        outputs,
      );
    };
  }
  if (!isSums(value)) {
    throw refused(
      name,
      `is neither a function nor { sums, result }, but ${describe(value)}`,
      'Export (targets, outputs, { settings }) => a value of each sample, [batch]',
    );
  }
  return {
    sums({ targets, predictions }) {
      const given = givenTargets(judged, targets, predictions);
      const sums = call(() => value.sums({ targets: given, outputs: predictions }, context));
      const entries = Object.entries(sums ?? {});
      const wrong = entries.find(([, sum]) => !(sum instanceof tf.Tensor));
      if (entries.length > 0 && !wrong) return { ...sums };
      const what = wrong ? `gave the sum ${wrong[0]} as ${describe(wrong[1])}` : 'gave no sums';
      throw refused(name, what, 'Return an object of tensors from sums');
    },
    result(sums) {
      const result: unknown = call(() => value.result(sums, context));
      if (typeof result === 'number') return result;
      throw refused(name, `gave ${describe(result)} as its result`, 'Return a number from result');
    },
  };
}

function isSums(value: unknown): value is CustomSums<AnySettings> {
  const { sums, result } = (value ?? {}) as Partial<CustomSums<AnySettings>>;
  return typeof sums === 'function' && typeof result === 'function';
}
