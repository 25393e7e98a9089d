import { type Curves, figuresOf, type Gallery, type Table, taskFigures } from '@sightline/contracts';
import { sum } from '../statistics/sum.ts';
import type { TaskEvaluation } from '../task.ts';
import { type RegressionMetrics, regressionMetrics } from './metrics.ts';

const { evaluation: traits } = taskFigures.regression;

/** One value of all samples, in the unit of its annotation. */
export interface PredictedValue {
  readonly name: string;
  readonly actual: readonly number[];
  readonly predicted: readonly number[];
}

/**
 * Figures and exhibits of predicted values. The figures are means over the values.
 *
 * @param ids of the samples, for the gallery
 * @param loss the mean loss of the standardised values
 */
export function evaluateRegression(
  ids: readonly string[],
  values: readonly PredictedValue[],
  loss: number,
): TaskEvaluation {
  const measured = values.map((value) => ({ ...value, metrics: regressionMetrics(value.actual, value.predicted) }));
  const mean = (of: (metrics: RegressionMetrics) => number) =>
    sum(measured.map(({ metrics }) => of(metrics))) / values.length;
  const errors = ids.map(
    (_, row) =>
      sum(values.map(({ actual, predicted }) => Math.abs((predicted[row] as number) - (actual[row] as number)))) /
      values.length,
  );
  const { meanAbsoluteErrorInterval } = regressionMetrics(
    errors.map(() => 0),
    errors,
  );
  const isExplained = measured.every(({ metrics }) => metrics.r2 !== null);
  const figures = figuresOf(
    {
      meanAbsoluteError: mean(({ meanAbsoluteError }) => meanAbsoluteError),
      medianAbsoluteError: mean(({ medianAbsoluteError }) => medianAbsoluteError),
      rootMeanSquaredError: mean(({ rootMeanSquaredError }) => rootMeanSquaredError),
      r2: isExplained ? mean(({ r2 }) => r2 as number) : null,
      loss,
    },
    traits,
  );
  const { meanAbsoluteError } = figures;
  return {
    targetNames: values.map(({ name }) => name),
    // The mean of the samples, by the definition of R².
    ...(isExplained && { constant: { figure: 'r2', value: 0 } }),
    figures: {
      ...figures,
      ...(meanAbsoluteError && { meanAbsoluteError: { ...meanAbsoluteError, interval: meanAbsoluteErrorInterval } }),
    },
    exhibits: [
      ...(values.length > 1 ? [valueTable(measured)] : []),
      ...values.map((value, index) => predictedAgainstActual(value, index, values.length)),
      errorCurve(values),
      largestErrors(ids, values, errors),
    ],
  };
}

function valueTable(measured: readonly (PredictedValue & { metrics: RegressionMetrics })[]): Table {
  return {
    kind: 'table',
    name: 'values',
    title: 'Values',
    columns: ['Value', 'Mean absolute error', 'Median absolute error', 'Root mean squared error', 'R²'].map((name) => ({
      name,
    })),
    rows: measured.map(({ name, metrics }) => [
      name,
      metrics.meanAbsoluteError,
      metrics.medianAbsoluteError,
      metrics.rootMeanSquaredError,
      metrics.r2,
    ]),
  };
}

/** At most so many dots: more hide each other. */
const DOTS = 500;

function predictedAgainstActual({ name, actual, predicted }: PredictedValue, index: number, count: number): Curves {
  const stride = Math.ceil(actual.length / DOTS);
  const points = actual
    .map((value, row) => [value, predicted[row] as number] as [number, number])
    .filter((_, row) => row % stride === 0);
  const low = Math.min(...points.flat());
  const high = Math.max(...points.flat());
  const domain: [number, number] = low < high ? [low, high] : [low - 1, high + 1];
  return {
    kind: 'curves',
    name: count === 1 ? 'predicted' : `predicted${index + 1}`,
    title: `Predicted ${name}`,
    note: 'On the dashed line the prediction is the annotated value.',
    x: { label: `actual ${name}`, domain },
    y: { label: `predicted ${name}`, domain },
    series: [
      {
        name: 'predicted as annotated',
        style: 'guide',
        points: [
          [domain[0], domain[0]],
          [domain[1], domain[1]],
        ],
      },
      { name: stride === 1 ? 'samples' : `every ${stride}th sample`, style: 'points', points },
    ],
  };
}

/** How many samples have an error of at most so much. */
function errorCurve(values: readonly PredictedValue[]): Curves {
  const series = values.map(({ name, actual, predicted }) => {
    const errors = Float64Array.from(actual, (value, row) => Math.abs((predicted[row] as number) - value)).sort();
    const places = Array.from({ length: 101 }, (_, step) => Math.round((step / 100) * (errors.length - 1)));
    const points = [...new Set(places)].map(
      (place) => [errors[place], (place + 1) / errors.length] as [number, number],
    );
    return { name, style: 'line' as const, points };
  });
  const widest = Math.max(...series.flatMap(({ points }) => points.map(([error]) => error)));
  return {
    kind: 'curves',
    name: 'errors',
    title: 'Errors',
    note: 'The fraction of samples whose absolute error is at most so much.',
    x: { label: 'absolute error', domain: [0, widest > 0 ? widest : 1] },
    y: { label: 'fraction of samples', domain: [0, 1] },
    series,
  };
}

function largestErrors(
  ids: readonly string[],
  values: readonly PredictedValue[],
  errors: readonly number[],
  limit = 24,
): Gallery {
  const worst = ids
    .map((id, row) => ({ id, row, error: errors[row] as number }))
    .sort((a, b) => b.error - a.error)
    .slice(0, limit);
  const text = (value: number) => String(Number(value.toPrecision(4)));
  return {
    kind: 'gallery',
    name: 'mistakes',
    title: 'Largest errors',
    note: 'The largest first: actual → predicted.',
    items: worst.map(({ id, row }) => ({
      sample: id,
      caption: values
        .map(({ name, actual, predicted }) => {
          const change = `${text(actual[row] as number)} → ${text(predicted[row] as number)}`;
          return values.length > 1 ? `${name} ${change}` : change;
        })
        .join(', '),
    })),
  };
}
