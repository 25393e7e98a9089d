// @ts-check
// Sightline as a contender in hashing: ours.mjs FOLDER.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hashImage } from '@sightline/ingest';

const folder = process.argv[2] ?? '';
const images = await Promise.all((await readdir(folder)).sort().map((name) => readFile(join(folder, name))));

/** @param {number} steps */
async function run(steps) {
  for (let step = 0; step < steps; step++) for (const encoded of images) await hashImage(encoded);
  return steps * images.length;
}

await run(20);
console.log(JSON.stringify({ ready: true, version: '0.1.0' }));
for await (const line of createInterface({ input: process.stdin })) {
  const began = performance.now();
  const samples = await run(JSON.parse(line).steps);
  console.log(JSON.stringify({ samples, seconds: (performance.now() - began) / 1000 }));
}
