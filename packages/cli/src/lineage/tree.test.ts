import type { Ancestor } from '@sightline/artifacts';
import { lineageTree } from './tree.ts';

const made = (kind: Ancestor['kind'], digit: string, parents: Ancestor[], seed?: number): Ancestor => ({
  kind,
  id: digit.repeat(64),
  madeAt: '2026-11-23T14:25:30.000Z',
  modules: [],
  lineage: {
    stage: 'train',
    stageVersion: 6,
    input: {},
    parents: parents.map(({ id }) => ({ kind: 'dataset', id })),
    ...(seed !== undefined && { seed }),
  },
});

it('shows below each artifact what it was made from, and names again what was shown', () => {
  const gone: Ancestor = { kind: 'dataset', id: 'a'.repeat(64), modules: [] };
  const split = made('dataset', 'b', [gone]);
  const trained = made('trained-model', 'c', [split], 7);
  const model = made('model', 'd', [trained, split]);
  expect(lineageTree([model, trained, split, gone])).toBe(
    [
      'model dddddddddddd  train 6, 2026-11-23 14:25:30',
      '├─ trained-model cccccccccccc  train 6, seed 7, 2026-11-23 14:25:30',
      '│  └─ dataset bbbbbbbbbbbb  train 6, 2026-11-23 14:25:30',
      '│     └─ dataset aaaaaaaaaaaa  no longer in the store',
      '└─ dataset bbbbbbbbbbbb  (above)',
    ].join('\n'),
  );
});
