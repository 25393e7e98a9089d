// @ts-check
// What is known of the training run that made the served version: figures, training curves, exhibits of its evaluation.
import { byId, element } from './dom.js';
import { show } from './exhibits/exhibits.js';
import { numberText, titleOf } from './number-text.js';
import { trainingCurves } from './training-curves.js';

/**
 * @typedef {{ value: number, interval?: [number, number], better: 'higher' | 'lower', unit?: string }} Figure
 * @typedef {import('./exhibits/exhibits.js').Exhibit} Exhibit
 * @typedef {{ split: string, samples: number, headline: string, figures: Record<string, Figure>, exhibits: Exhibit[] }}
 * Evaluation
 * @typedef {{ bestEpoch: number, epochs: import('./training-curves.js').Epoch[] }} History
 * @typedef {{ version: number, registeredAt: string, evaluation: Evaluation, history: History }} Report
 */

/** @param {Report} report */
export function showReport(report) {
  byId('report', HTMLElement).hidden = false;
  byId('figures', HTMLElement).replaceChildren(...cards(report));
  const exhibits = [
    ...trainingCurves(report.history.epochs),
    figuresTable(report.evaluation),
    ...report.evaluation.exhibits,
  ];
  const shown = exhibits.map((exhibit) => element('div', { class: 'card' }, ...show(exhibit)));
  byId('exhibits', HTMLElement).replaceChildren(...shown);
}

/** @param {Report} report */
function cards({ version, registeredAt, evaluation, history }) {
  const { split, samples, headline, figures } = evaluation;
  const figure = figures[headline];
  const interval = figure?.interval?.map((end) => numberText(end, figure.unit)).join(' to ');
  const registered = new Date(registeredAt).toLocaleDateString('en', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  return [
    card(
      titleOf(headline),
      figure ? numberText(figure.value, figure.unit) : '–',
      interval ? `95 % interval ${interval}` : '',
    ),
    card('Samples', numberText(samples, 'count'), `of the ${split} split`),
    card('Epochs', String(history.epochs.length), `the best was epoch ${history.bestEpoch}`),
    card('Version', String(version), `registered ${registered}`),
  ];
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} note
 */
function card(name, value, note) {
  return element(
    'div',
    { class: 'card' },
    element('dt', {}, name),
    element('dd', {}, value),
    element('dd', { class: 'aside' }, note),
  );
}

/**
 * @param {Evaluation} evaluation
 * @returns {import('./exhibits/exhibits.js').Table}
 */
function figuresTable({ split, figures }) {
  return {
    kind: 'table',
    name: 'figures',
    title: 'Figures',
    note: `Of the ${split} split.`,
    columns: [{ name: 'Figure' }, { name: 'Value' }, { name: 'Better' }],
    rows: Object.entries(figures).map(([name, { value, unit, better }]) => [
      titleOf(name),
      numberText(value, unit),
      better,
    ]),
  };
}
