// @ts-check
// Makes artifacts of many files, one after the other, for ever: `creates.mjs STORE`.
import { openStore } from '@sightline/artifacts';

const store = openStore(process.argv[2] ?? '');
for (let turn = 0; ; turn++) {
  const lineage = { stage: 'export', stageVersion: 1, input: { turn }, parents: [] };
  const { id } = await store.create('model', lineage, async (writer) => {
    for (let file = 0; file < 20; file++) await writer.add(`variables/${file}`, `turn ${turn}, file ${file}`);
  });
  process.send?.(id);
}
