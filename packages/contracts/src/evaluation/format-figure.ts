// Without zod, for workflow code is bundled with all that it imports.
import type { EvaluationSummary } from './evaluation.ts';
import type { Figure, Figures } from './figure.ts';

const ACRONYMS: Readonly<Record<string, string>> = { auc: 'AUC', f1: 'F1', iou: 'IoU', r2: 'R²', roc: 'ROC' };

/** A name in camel case as words: `macroF1` is "macro F1", `rocAuc` "ROC AUC", `validationLoss` "validation loss". */
export function wordsOf(name: string): string {
  return name
    .split(/(?<=[a-z0-9])(?=[A-Z][a-z0-9])|(?<=[A-Za-z][a-z])(?=\d)/)
    .map((word) => ACRONYMS[word.toLowerCase()] ?? word.toLowerCase())
    .join(' ');
}

/**
 * A number as text: a `fraction` in per cent, a `count` whole, others with four decimals or, where those would all be
 * 0, with an exponent.
 */
export function formatValue(value: number, unit?: string): string {
  if (unit === 'fraction') return `${(100 * value).toFixed(2)} %`;
  if (unit === 'count') return value.toLocaleString('en-US');
  const text = value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential(2) : value.toFixed(4);
  return unit === undefined ? text : `${text} ${unit}`;
}

/** "99.33 %". */
export function formatFigure({ value, unit }: Figure): string {
  return formatValue(value, unit);
}

/** Figures in a line: "accuracy 99.33 %, loss 0.0213". */
export function formatFigures(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, figure]) => `${wordsOf(name)} ${formatFigure(figure)}`)
    .join(', ');
}

/** The headline of an evaluation: "test accuracy 99.33 %". */
export function formatHeadline({ split, headline, figures }: EvaluationSummary): string {
  const figure = figures[headline];
  return `${split} ${wordsOf(headline)} ${figure ? formatFigure(figure) : 'not measured'}`;
}
