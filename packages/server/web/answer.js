// @ts-check
// The model's answer: the top class, a bar for each class, how long it took.
import { byId, element } from './dom.js';

/** @typedef {{ label: string, probability: number, probabilities: Record<string, number> }} Prediction */

/** With more classes than this only the most probable ones are shown. */
const MOST_BARS = 12;

const bars = byId('bars', HTMLOListElement);

/**
 * @param {string[]} labels in the model's order
 * @param {Prediction | undefined} prediction nothing: empty bars
 */
export function showAnswer(labels, prediction) {
  byId('top-label', HTMLElement).textContent = prediction?.label ?? '–';
  byId('top-probability', HTMLElement).textContent = prediction ? `probability ${percent(prediction.probability)}` : '';
  const rows = labels.map((label) => ({ label, probability: prediction?.probabilities[label] ?? 0 }));
  const shown =
    rows.length > MOST_BARS ? rows.toSorted((a, b) => b.probability - a.probability).slice(0, MOST_BARS) : rows;
  shown.forEach(({ label, probability }, index) => {
    const row = bars.children[index] ?? bars.appendChild(newRow());
    row.classList.toggle('best', label === prediction?.label);
    const [name, bar, value] = /** @type {HTMLElement[]} */ ([...row.children]);
    if (!name || !bar || !value) return;
    name.textContent = label;
    bar.style.setProperty('--share', String(probability));
    value.textContent = prediction ? percent(probability) : '';
  });
  while (bars.children.length > shown.length) bars.lastElementChild?.remove();
}

/** @param {{ roundTrip: number, server: number } | undefined} milliseconds */
export function showLatency(milliseconds) {
  const text = milliseconds
    ? `answered in ${milliseconds.roundTrip.toFixed(0)} ms, of which ${milliseconds.server.toFixed(1)} ms in the server`
    : '';
  byId('latency', HTMLElement).textContent = text;
}

function newRow() {
  return element(
    'li',
    {},
    element('span', { class: 'name' }),
    element('span', { class: 'bar' }),
    element('span', { class: 'value' }),
  );
}

/** @param {number} share */
function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}
