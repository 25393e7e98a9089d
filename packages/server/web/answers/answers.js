// @ts-check
// How the answer of each task is shown.
import { byId } from '../dom.js';
import { classification } from './classification.js';
import { headline } from './headline.js';
import { multiLabel } from './multi-label.js';
import { neighbours } from './neighbours.js';
import { regression } from './regression.js';

/**
 * What stands beside the picture that was asked about, and what below it.
 *
 * @typedef {{ top: Node[], rest: Node[] }} Shown
 * @typedef {(answer: any) => Shown} Widget
 */

/** @type {Record<string, Widget>} By task, as `task.json` calls it. */
const widgets = { classification, multiLabel, regression };

/**
 * @typedef {{ sample: string, annotation: string, distance: number, isSame: boolean }} Neighbour
 * @typedef {{ task: string, predictions: unknown[], descriptions: string[] } | { neighbours: Neighbour[][] }} Answer
 */

/** @param {Answer | undefined} answer nothing: there is none yet */
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
  if ('neighbours' in answer) return neighbours(answer.neighbours[0] ?? []);
  const {
    task,
    predictions: [prediction],
    descriptions: [description],
  } = answer;
  const widget = Object.hasOwn(widgets, task) ? widgets[task] : undefined;
  return widget?.(prediction) ?? { top: headline(description ?? '–', ''), rest: [] };
}

/** @param {{ roundTrip: number, server: number } | undefined} milliseconds */
export function showLatency(milliseconds) {
  const text = milliseconds
    ? `answered in ${milliseconds.roundTrip.toFixed(0)} ms, of which ${milliseconds.server.toFixed(1)} ms in the server`
    : '';
  byId('latency', HTMLElement).textContent = text;
}
