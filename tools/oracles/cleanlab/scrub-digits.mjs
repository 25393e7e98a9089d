// @ts-check
// Reads the labels of the first digits of each class from stdin, as JSON, and prints the places of those that `scrub`
// with its classifier finds wrong.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '@sightline/artifacts';
import { ingestArrays, openDataset, scrub } from '@sightline/ingest';

const SIDE = 28;
const CLASSES = 10;
const require = createRequire(import.meta.url);

/** @type {string[]} */
const parts = [];
for await (const part of process.stdin) parts.push(String(part));
/** @type {number[]} */
const labels = JSON.parse(parts.join(''));
const values = (labels.length / CLASSES) * SIDE * SIDE;
const pixels = new Uint8Array(labels.length * SIDE * SIDE);
for (let digit = 0; digit < CLASSES; digit++) {
  /** @type {{ data: number[] }} */
  const { data } = JSON.parse(await readFile(require.resolve(`mnist/src/digits/${digit}.json`), 'utf8'));
  pixels.set(
    data.slice(0, values).map((value) => Math.round(value * 255)),
    digit * values,
  );
}
const root = await mkdtemp(join(tmpdir(), 'sightline-scrub-digits-'));
try {
  const context = createContext({ root });
  const { dataset } = await ingestArrays(
    { pixels, width: SIDE, height: SIDE, channels: 1, labels: labels.map(String) },
    context,
  );
  const scrubbed = await scrub({ dataset, policy: { classifier: {} } }, context);
  const { findings } = await openDataset(context.artifacts, scrubbed.dataset);
  const found = findings.filter(({ check }) => check === 'labelErrors').map(({ sample }) => Number(sample));
  console.log(JSON.stringify(found));
} finally {
  await rm(root, { recursive: true });
}
