// @ts-check
// How the answer of each task is shown.
import { byId } from '../dom.js';
import { classification } from './classification.js';
import { embedding } from './embedding.js';
import { headline } from './headline.js';
import { multiLabel } from './multi-label.js';
import { regression } from './regression.js';

/**
 * What is shown beside the picture that was asked about, and below it.
 *
 * @typedef {{ top: Node[], rest: Node[] }} Shown
 * @typedef {(answer: any) => Shown} Widget
 */

/** @type {Record<string, Widget>} By task, as `task.json` calls it. */
const widgets = { classification, embedding, multiLabel, regression };

/**
 * Of the upload: an answer of the model's task, or what is nearest to it.
 *
 * @typedef {{ task: string, descriptions?: string[], predictions: unknown[] }} Prediction
 * @typedef {{ task: string, descriptions?: string[], neighbours: unknown[] }} Nearest
 * @typedef {Prediction | Nearest} Answer
 */

/**
 * Shows an answer on the page.
 *
 * @param {Answer | undefined} answer nothing: there is none yet
 */
export function showAnswer(answer) {
  const { top, rest } = answer ? shownOf(answer) : { top: headline('–', ''), rest: [] };
  byId('answer-top', HTMLElement).replaceChildren(...top);
  byId('answer-rest', HTMLElement).replaceChildren(...rest);
}

/**
 * @param {Answer} answer
 * @returns {Shown}
 */
function shownOf(answer) {
  const { task, descriptions = [] } = answer;
  const [first] = 'neighbours' in answer ? answer.neighbours : answer.predictions;
  const widget = Object.hasOwn(widgets, task) ? widgets[task] : undefined;
  return widget?.(first) ?? { top: headline(descriptions[0] ?? '–', ''), rest: [] };
}

/**
 * Shows how long an answer took.
 *
 * @param {{ roundTrip: number, server: number } | undefined} milliseconds nothing: there is no answer yet
 */
export function showLatency(milliseconds) {
  const text = milliseconds
    ? `answered in ${milliseconds.roundTrip.toFixed(0)} ms, of which ${milliseconds.server.toFixed(1)} ms in the server`
    : '';
  byId('latency', HTMLElement).textContent = text;
}
