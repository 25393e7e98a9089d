import type { Figure } from '../evaluation/figure.ts';
import type { TaskKind } from './task.ts';

/** What is known of a figure before it is measured. */
export type FigureTraits = Pick<Figure, 'better' | 'unit'>;

/** What a task measures, by name. */
export interface TaskFigures {
  /** Of the training and of the validation samples, in each epoch: what `fit.earlyStopping` may watch. */
  readonly epoch: Readonly<Record<string, FigureTraits>>;
  /** Of a whole split: what `gate` may ask for. */
  readonly evaluation: Readonly<Record<string, FigureTraits>>;
  /** The headline among them. */
  readonly headline: string;
}

const score: FigureTraits = { better: 'higher' };
const loss: FigureTraits = { better: 'lower' };
const accuracy: FigureTraits = { better: 'higher', unit: 'fraction' };

/** The figures of each task. */
export const taskFigures = {
  classification: {
    epoch: { loss, accuracy },
    evaluation: {
      accuracy,
      macroF1: score,
      macroPrecision: score,
      macroRecall: score,
      loss,
      rocAuc: score,
      averagePrecision: score,
      expectedCalibrationError: { better: 'lower' },
    },
    headline: 'accuracy',
  },
  multiLabel: {
    epoch: { loss, binaryAccuracy: accuracy, f1Score: score },
    evaluation: {
      macroF1: score,
      microF1: score,
      macroPrecision: score,
      macroRecall: score,
      subsetAccuracy: accuracy,
      hammingLoss: loss,
      averagePrecision: score,
      loss,
    },
    headline: 'macroF1',
  },
  embedding: {
    epoch: { loss },
    evaluation: {
      equalErrorRate: { better: 'lower', unit: 'fraction' },
      rocAuc: score,
      recallAt1: accuracy,
      fewShotAccuracy: accuracy,
    },
    headline: 'equalErrorRate',
  },
  regression: {
    epoch: { loss, meanAbsoluteError: loss },
    evaluation: {
      meanAbsoluteError: loss,
      medianAbsoluteError: loss,
      rootMeanSquaredError: loss,
      r2: score,
      loss,
    },
    headline: 'meanAbsoluteError',
  },
} as const satisfies Record<TaskKind, TaskFigures>;

/**
 * Measured values with what is known of them; a name that `traits` has not is left out.
 *
 * @param traits `taskFigures.classification.epoch`, for example
 */
export function figuresOf(
  values: Readonly<Record<string, number | null>>,
  traits: Readonly<Record<string, FigureTraits>>,
): Record<string, Figure> {
  return Object.fromEntries(
    Object.entries(traits).flatMap(([name, known]) => {
      const value = values[name];
      return typeof value === 'number' && Number.isFinite(value) ? [[name, { value, ...known }]] : [];
    }),
  );
}
