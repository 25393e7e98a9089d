// @ts-check
// What is known of the training run that made the served version: figures, confusion matrix, curves.
import { byId, element } from './dom.js';
import { lineChart } from './line-chart.js';

/**
 * @typedef {{ epoch: number, loss: number, accuracy: number, validationLoss: number, validationAccuracy: number }} Epoch
 * @typedef {{ samples: number, accuracy: number, accuracyInterval: [number, number], loss: number, labels: string[], confusion: number[][], macro: { precision: number, recall: number, f1: number } }} Metrics
 * @typedef {{ version: number, registeredAt: string, labels: string[], metrics: Metrics, history: Epoch[] }} Report
 */

/** @param {Report} report */
export function showReport(report) {
  byId('report', HTMLElement).hidden = false;
  showFigures(report);
  byId('confusion', HTMLElement).replaceChildren(...confusionMatrix(report.metrics));
  byId('curves', HTMLElement).replaceChildren(...curves(report.history));
}

/** @param {Report} report */
function showFigures({ version, registeredAt, metrics, history }) {
  const [low, high] = metrics.accuracyInterval;
  const figures = [
    ['Test accuracy', percent(metrics.accuracy), `95 % CI ${(low * 100).toFixed(2)}–${percent(high)}`],
    [
      'Macro F1',
      metrics.macro.f1.toFixed(4),
      `precision ${metrics.macro.precision.toFixed(4)}, recall ${metrics.macro.recall.toFixed(4)}`,
    ],
    ['Test images', metrics.samples.toLocaleString('en'), `${metrics.labels.length} classes, never trained on`],
    [
      'Epochs',
      String(history.length),
      `version ${version}, registered ${new Date(registeredAt).toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' })}`,
    ],
  ];
  const cards = figures.map(([name, value, note]) =>
    element(
      'div',
      { class: 'card' },
      element('dt', {}, name ?? ''),
      element('dd', {}, value ?? ''),
      element('dd', { class: 'aside' }, note ?? ''),
    ),
  );
  byId('figures', HTMLElement).replaceChildren(...cards);
}

/** @param {Metrics} metrics */
function confusionMatrix({ labels, confusion }) {
  const head = element('tr', {}, element('td', {}), ...labels.map((label) => element('th', { scope: 'col' }, label)));
  const rows = confusion.map((counts, actual) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    const cells = counts.map((count, predicted) => {
      const share = total > 0 ? count / total : 0;
      const right = actual === predicted;
      const title = `${count} of ${total} images of ${labels[actual]} (${percent(share)}) were taken for ${labels[predicted]}`;
      const cell = element(
        'td',
        { title, class: right ? `right${share > 0.5 ? ' strong' : ''}` : 'wrong' },
        count > 0 ? String(count) : '',
      );
      cell.style.setProperty('--share', String(right ? share : Math.cbrt(share)));
      return cell;
    });
    return element('tr', {}, element('th', { scope: 'row' }, labels[actual] ?? ''), ...cells);
  });
  const table = element(
    'table',
    { class: 'confusion' },
    element('caption', { class: 'visually-hidden' }, 'Confusion matrix: rows are the true class, columns the answer'),
    element('thead', {}, head),
    element('tbody', {}, ...rows),
  );
  return [
    element('h3', {}, 'Confusion matrix'),
    element(
      'p',
      { class: 'aside' },
      'Rows: what it is. Columns: the answer. Counts on the test split, shaded by their share of the row. Mistakes are orange, and shaded stronger than their share.',
    ),
    element('div', { class: 'scroll' }, table),
  ];
}

/** @param {Epoch[]} history */
function curves(history) {
  const epochs = history.map(({ epoch }) => epoch);
  return [
    element('h3', {}, 'Training curves'),
    element(
      'p',
      { class: 'legend aside' },
      element('span', { class: 'key train' }),
      'training ',
      element('span', { class: 'key validation' }),
      'validation',
    ),
    lineChart(
      'Loss',
      epochs,
      { train: history.map(({ loss }) => loss), validation: history.map(({ validationLoss }) => validationLoss) },
      (value) => value.toPrecision(2),
    ),
    lineChart(
      'Accuracy',
      epochs,
      {
        train: history.map(({ accuracy }) => accuracy),
        validation: history.map(({ validationAccuracy }) => validationAccuracy),
      },
      (value) => `${(value * 100).toFixed(1)} %`,
    ),
  ];
}

/** @param {number} share */
function percent(share) {
  return `${(share * 100).toFixed(2)}\u00a0%`;
}
