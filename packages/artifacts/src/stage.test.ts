import { canonicalJson } from './canonical-json.ts';
import { lineageOf } from './stage.ts';

it('notes stage, version and parents of what is made, and the input as it reads in JSON', () => {
  const lineage = lineageOf({ name: 'train', version: 3 }, { epochs: 2, mix: undefined }, { parents: [], seed: 7 });
  expect(lineage).toEqual({ stage: 'train', stageVersion: 3, input: { epochs: 2 }, parents: [], seed: 7 });
  expect(Object.keys(lineage.input as object)).toEqual(['epochs']);
  const without = lineageOf({ name: 'train', version: 3 }, {}, { parents: [], seed: undefined });
  expect(canonicalJson(without)).not.toContain('seed');
});
