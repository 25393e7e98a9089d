// @ts-check
// What public bug reports and the tests of other tools showed to go wrong in silence, and the tests that hold it right.

/**
 * @typedef {object} Kind
 * @property {string} name the argument of `npm run cases`
 * @property {string} holds what must hold
 * @property {readonly string[]} tests files of tests, from the root
 */

/** @type {readonly Kind[]} */
export const KINDS = [
  {
    name: 'counts',
    holds: 'Counts agree, or are refused before the first step; a resumed training is exact for any order',
    tests: ['packages/trainer/src/counts.test.ts', 'packages/trainer/src/batches.test.ts'],
  },
  {
    name: 'state',
    holds: 'What is watched decides what is kept; a resume knows what the training began with',
    tests: [
      'packages/trainer/src/early-stopping.test.ts',
      'packages/trainer/src/engine-spans.test.ts',
      'packages/trainer/src/checkpoint.test.ts',
    ],
  },
];
