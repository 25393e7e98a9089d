// @ts-check
// The examples that go from a spec to a model server that answers: what each is made of, and what it promises.

/**
 * @typedef {object} Example
 * @property {string} [data] the example whose prepare.mjs writes the samples; its own when left out
 * @property {readonly string[]} [specs] run in this order, the last one is asked; {@link SPEC} when left out
 * @property {readonly (keyof typeof import('./questions.mjs').QUESTIONS)[]} asks what its README asks the server
 * @property {readonly string[]} exhibits what its report shows, by name
 * @property {number} [few] so many samples are enough for `npm test`; left out where that takes too long
 */

/** Of an example that names no others. */
export const SPEC = 'pipeline.yaml';

const CLASSES = ['confusion', 'classes', 'confusions', 'precisionRecall', 'roc', 'reliability', 'mistakes'];
const PAIRS = ['errorRates', 'distances', 'mistakes'];

/** @type {Readonly<Record<string, Example>>} */
export const EXAMPLES = {
  'several-digits': {
    asks: ['kept'],
    exhibits: ['labels', 'precisionRecall', 'roc', 'mistakes'],
    few: 150,
  },
  'moving-digits': { asks: ['kept', 'video', 'gif'], exhibits: CLASSES, few: 120 },
  'similar-digits': { data: 'digits', asks: ['kept', 'verify', 'nearest'], exhibits: PAIRS, few: 200 },
  'rotated-digits': { asks: ['kept'], exhibits: ['predicted', 'errors', 'mistakes'], few: 100 },
  'custom-network': { data: 'digits', asks: ['kept'], exhibits: CLASSES },
  'one-shot': { asks: ['kept', 'verify', 'nearest'], exhibits: PAIRS },
  transfer: { specs: ['first.yaml', 'pipeline.yaml'], asks: ['kept'], exhibits: CLASSES },
};
