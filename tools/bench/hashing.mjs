// @ts-check
// `npm run bench:hash`: pHash of JPEGs, ours and imagehash's in turn on one core;
// prints a table and writes docs/benchmarks/hash.json.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashImage } from '@sightline/ingest';
import { runCommand } from '../command.mjs';
import { peerPython } from './race/peer-environment.mjs';
import { race } from './race/rounds.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OURS = fileURLToPath(new URL('hashing/ours.mjs', import.meta.url));
const IMAGEHASH = fileURLToPath(new URL('hashing/imagehash_bench.py', import.meta.url));
const FILE = join(ROOT, 'docs/benchmarks/hash.json');
const ROUNDS = 5;
const SECONDS = 2;
/** @type {string[]} */
const ONE_CORE = process.platform === 'linux' ? ['taskset', '--cpu-list', '0'] : [];

const python = await peerPython(console.error, join(ROOT, 'tools/oracles/cleanlab/requirements.txt'));
const folder = await mkdtemp(join(tmpdir(), 'sightline-hashing-'));
try {
  await imagehash('prepare', folder);
  const rows = [];
  for (const size of (await readdir(folder)).sort()) {
    const images = join(folder, size);
    console.error(`JPEGs of ${size} pixels`);
    const results = await race(
      [
        contender('sightline', process.execPath, OURS, images),
        contender('imagehash', python, IMAGEHASH, 'race', images),
      ],
      {
        batch: (await readdir(images)).length,
        rounds: ROUNDS,
        seconds: SECONDS,
        say: console.error,
      },
    );
    const failed = results.find(({ error }) => error !== undefined);
    if (failed) throw new Error(`${failed.framework}: ${failed.error}`);
    const [ours = 0, theirs = 0] = results.map(({ samplesPerSecond }) => samplesPerSecond);
    const bits = await bitsApart(images);
    console.log(`pHash of JPEGs of ${size}, one core, medians of ${ROUNDS}`);
    for (const { framework, version, samplesPerSecond } of results)
      console.log(`  ${`${framework} ${version}`.padEnd(34)}${samplesPerSecond.toFixed(0).padStart(7)} images/s`);
    console.log(`  ${(ours / theirs).toFixed(2)}× imagehash; bits apart: ${bits.join(' ')}`);
    rows.push(
      ...results.map(({ framework, version, samplesPerSecond, rounds }) => ({
        image: `JPEG ${size}`,
        tool: framework,
        version,
        cores: 1,
        imagesPerSecond: samplesPerSecond,
        rounds,
      })),
    );
  }
  const machine = { model: cpus()[0]?.model.trim(), cores: cpus().length };
  const date = new Date().toISOString().slice(0, 10);
  await writeFile(FILE, `${JSON.stringify({ machine, date, rows }, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/**
 * @param {string} framework
 * @param {...string} command
 */
function contender(framework, ...command) {
  const line = /** @type {[string, ...string[]]} */ ([...ONE_CORE, ...command]);
  return { framework, mode: 'pHash', command: line, env: { OMP_NUM_THREADS: '1' } };
}

/**
 * How many bits lie between our hash and imagehash's, for each image, sorted.
 *
 * @param {string} images a folder
 */
async function bitsApart(images) {
  /** @type {string[]} */
  const theirs = JSON.parse(await imagehash('hashes', images));
  const names = (await readdir(images)).sort();
  const bits = await Promise.all(
    names.map(async (name, index) => {
      const ours = await hashImage(await readFile(join(images, name)));
      return (BigInt(`0x${ours}`) ^ BigInt(`0x${theirs[index]}`)).toString(2).replaceAll('0', '').length;
    }),
  );
  return bits.sort((left, right) => left - right);
}

/** @param {...string} args */
async function imagehash(...args) {
  const { code, stdout, output } = await runCommand(python, ['-B', IMAGEHASH, ...args], { cwd: ROOT });
  if (code !== 0) throw new Error(`imagehash failed:\n${output}`);
  return stdout;
}
