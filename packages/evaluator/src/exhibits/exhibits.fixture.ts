import type { Exhibit, ExhibitOf } from '@sightline/contracts';

/** One exhibit of each kind, with names from outside that mean harm. */
export const exhibits: { [Kind in Exhibit['kind']]: ExhibitOf<Kind> } = {
  matrix: {
    kind: 'matrix',
    name: 'confusion',
    title: 'Confusion <b>matrix</b>',
    rows: { label: 'actual', names: ['<cat>', '"dog"'] },
    columns: { label: 'predicted', names: ['<cat>', '"dog"'] },
    counts: [
      [8, 2],
      [0, 0],
    ],
  },
  curves: {
    kind: 'curves',
    name: 'precisionRecall',
    title: 'Precision <b>recall</b>',
    note: 'Faint lines are single classes.',
    x: { label: 'recall', domain: [0, 1] },
    y: { label: 'precision', domain: [0, 1] },
    series: [
      {
        name: 'as sure as right',
        style: 'guide',
        points: [
          [0, 0],
          [1, 1],
        ],
      },
      {
        name: '<cat>',
        style: 'context',
        points: [
          [0, 1],
          [1, 0.4],
        ],
      },
      {
        name: 'all',
        style: 'line',
        points: [
          [0, 1],
          [1, 0.5],
        ],
      },
      { name: 'bins', style: 'points', points: [[0.5, 0.5]], intervals: [[0.4, 0.6]] },
    ],
  },
  table: {
    kind: 'table',
    name: 'classes',
    title: 'Classes of <b>all</b>',
    columns: [
      { name: 'Class' },
      { name: 'Recall', unit: 'fraction' },
      { name: 'F1' },
      { name: 'Samples', unit: 'count' },
    ],
    rows: [
      ['<cat>', 0.9875, 0.123456, 1234],
      ['"dog"', 1, null, 2],
    ],
    foot: ['mean', null, 0.5, 1236],
  },
  gallery: {
    kind: 'gallery',
    name: 'mistakes',
    title: 'Mistakes of <b>it</b>',
    items: [
      { sample: '<img src=x>.png', caption: '<cat> → "dog"', detail: '97.31 %' },
      { sample: 'b.png', caption: 'b' },
    ],
  },
};
