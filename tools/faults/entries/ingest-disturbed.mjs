// @ts-check
// A disk that fails, and a source that changes, while a dataset is written.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProcess } from '../children.mjs';
import { corruptArtifacts, ingested, readWhole } from '../dataset.mjs';

/** What the digits and all that belongs to them take in a store, about: a disk is full before that. */
const WHOLE_STORE = 400_000;
/** How long the digits take to be ingested, about, in milliseconds. */
const WHOLE_WORK = 1_500;
const STORAGE = /^(artifacts\/storage-failed|ingest\/source-unreadable)$/;

/** @param {string[]} words */
const mount = (...words) => execFileSync('mount', words, { stdio: 'ignore' });

/** Whether this process may mount a disk: an administrator may. */
function mayMount() {
  const place = mkdtempSync(join(tmpdir(), 'sightline-mount-'));
  try {
    mount('-t', 'tmpfs', '-o', 'size=65536', 'tmpfs', place);
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true });
  }
}

/**
 * @param {import('../trial.mjs').Trial} trial
 * @param {number} size of the disk
 * @param {(disk: string) => Promise<void>} use
 */
async function onDisk({ folder }, size, use) {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk);
  try {
    await use(disk);
  } finally {
    execFileSync('umount', [disk]);
  }
}

/**
 * Ingests in a process while `disturb` is at work.
 *
 * @param {string[]} args
 * @param {(work: { pid: number, isOver: () => boolean }) => Promise<void>} disturb
 * @returns {Promise<{ dataset?: import('@sightline/contracts').ArtifactRef, code?: string, message?: string }>}
 */
async function ingestWhile(args, disturb) {
  /** @type {any[]} */
  const said = [];
  const process = startProcess('ingests', args, (message) => said.push(message));
  await process.ready;
  await disturb({ pid: process.child.pid ?? 0, isOver: () => said.length > 1 });
  await process.ended;
  return said.at(-1);
}

/** @type {import('../trial.mjs').Fault} */
export const fullDisk = {
  id: 'F32',
  fault: 'the disk is full, after a random number of bytes',
  end: 'a clear error that may be retried, nothing half-written; with room the same artifact as elsewhere',
  quick: true,
  possible: mayMount,
  async run(trial) {
    const images = await trial.setting.images();
    const whole = await trial.setting.once('ingested-whole', (root) => ingested(images, root));
    await onDisk(trial, 4_096 * Math.ceil((WHOLE_STORE * trial.random.next()) / 4_096 + 1), async (disk) => {
      const { code, message } = await ingestWhile([images, join(disk, 'store')], async () => undefined);
      if (code === undefined) return;
      trial.fired(`${code}: ${message?.slice(0, 80)}`);
      assert.match(code, STORAGE);
      trial.count({ corruptArtifacts: await corruptArtifacts(join(disk, 'store')) });
      mount('-o', 'remount,size=64m', disk);
      assert.deepEqual(await ingested(images, join(disk, 'store')), whole);
    });
  },
};

/** @type {import('../trial.mjs').Fault} */
export const readOnlyDisk = {
  id: 'F33',
  fault: 'the disk becomes read-only, at a random time',
  end: 'a clear error that may be retried, nothing half-written; writable again, the same artifact as elsewhere',
  quick: true,
  possible: mayMount,
  async run(trial) {
    const images = await trial.setting.images();
    const whole = await trial.setting.once('ingested-whole', (root) => ingested(images, root));
    await onDisk(trial, 64_000_000, async (disk) => {
      const root = join(disk, 'store');
      const { code, message } = await ingestWhile([images, root], async () => {
        await sleep(trial.random.uniform(0, WHOLE_WORK / 2));
        for (;;) {
          // While a file is open for writing it cannot be done.
          const done = attempt(() => mount('-o', 'remount,ro', disk));
          if (done) return;
          await sleep(1);
        }
      });
      mount('-o', 'remount,rw', disk);
      if (code === undefined) return;
      trial.fired(`${code}: ${message?.slice(0, 80)}`);
      assert.match(code, STORAGE);
      trial.count({ corruptArtifacts: await corruptArtifacts(root) });
      assert.deepEqual(await ingested(images, root), whole);
    });
  },
};

/** @type {import('../trial.mjs').Fault} */
export const tooManyFiles = {
  id: 'F34',
  fault: 'no more files may be opened than a random number, from a random time on, all modules loaded',
  end: 'a clear error that may be retried, or enough; no sample set aside, nothing half-written',
  quick: true,
  possible: () => process.platform === 'linux',
  async run({ random, folder, setting, fired, count }) {
    const images = await setting.images();
    const whole = await setting.once('ingested-whole', (root) => ingested(images, root));
    const root = join(folder, 'store');
    const { code, message, dataset } = await ingestWhile([images, root, join(folder, 'before')], async ({ pid }) => {
      await sleep(random.uniform(0, WHOLE_WORK / 3));
      const open = readdirSync(`/proc/${pid}/fd`).length;
      execFileSync('prlimit', ['--pid', String(pid), `--nofile=${Math.max(1, open - 2 + random.integer(5))}`]);
    }).catch(() => ({ code: undefined, message: undefined, dataset: undefined }));
    if (dataset) assert.deepEqual(dataset, whole);
    if (code === undefined) return;
    fired(`${code}: ${message?.slice(0, 80)}`);
    assert.match(code, STORAGE);
    assert.match(message ?? '', /Too many open files/);
    count({ corruptArtifacts: await corruptArtifacts(root) });
    assert.deepEqual(await ingested(images, root), whole);
  },
};

/** @param {() => void} act */
function attempt(act) {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

/** @type {import('../trial.mjs').Fault} */
export const sourceChanges = {
  id: 'F36',
  fault: 'a random image is replaced at a random time while its folder is ingested',
  end: 'ingest/source-changed, or an artifact of one state of the source; never of both',
  quick: true,
  async run({ random, folder, setting, fired, count }) {
    const [images, root] = [join(folder, 'digits'), join(folder, 'store')];
    await cp(await setting.images(), images, { recursive: true });
    const classes = (await readdir(images)).sort();
    const one = join(images, /** @type {string} */ (classes[random.integer(classes.length)]));
    const files = (await readdir(one)).sort();
    const path = join(one, /** @type {string} */ (files[random.integer(files.length)]));
    const [before, after] = [await readFile(path), Buffer.concat([await readFile(path), Buffer.from('\n')])];
    const { code, dataset } = await ingestWhile([images, root], async ({ isOver }) => {
      await sleep(random.uniform(0, WHOLE_WORK));
      await writeFile(path, after);
      if (!isOver()) fired('written to while the process was at work');
    });
    if (code === undefined && dataset) {
      await readWhole(root, dataset);
      const states = [await ingested(images, join(folder, 'after'))];
      await writeFile(path, before);
      states.push(await ingested(images, join(folder, 'before')));
      assert.ok(
        states.some(({ id }) => id === dataset.id),
        'the dataset is that of neither state',
      );
    } else assert.equal(code, 'ingest/source-changed');
    count({ corruptArtifacts: await corruptArtifacts(root) });
  },
};
