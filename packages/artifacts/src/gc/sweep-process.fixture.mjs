// Cleans the store in the folder of its argument, on a disk that takes long to remove a file, and prints a line for
// each batch of objects that it is about to remove.
import { setTimeout as sleep } from 'node:timers/promises';
import { collectGarbage, openStore } from '../../dist/index.js';

const REMOVAL_MS = 10;

const store = openStore(process.argv[2]);
const remove = async (key) => {
  await sleep(REMOVAL_MS);
  await store.backend.remove(key);
};
await collectGarbage(
  { ...store, backend: { ...store.backend, remove } },
  {
    keep: { versions: 0, days: 0 },
    openRuns: async () => [],
    progress: ({ done, unit }) => unit === 'objects removed' && process.stdout.write(`${done}\n`),
  },
);
