// @ts-check
// What a benchmark prints and keeps.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { doctor } from '@sightline/engine';
import { isBfloat16 } from './modes.mjs';

/**
 * @typedef {import('./rounds.mjs').Result & { workload: string, batch: number }} Row
 *
 * @typedef {{ machine: object, date: string, rows: Row[] }} Measured on one machine; the date is that of the last row
 */

/**
 * @param {string} workload
 * @param {number} batch
 * @param {readonly Row[]} rows of one workload and batch
 */
export function formatRace(workload, batch, rows) {
  const peers = rows.filter(({ framework, error }) => framework !== 'sightline' && error === undefined);
  /** @param {readonly Row[]} of */
  const fastest = (of) => Math.max(0, ...of.map(({ samplesPerSecond }) => samplesPerSecond));
  const fastestFloat32 = fastest(peers.filter(({ mode }) => !isBfloat16(mode)));
  const fastestOfAll = fastest(peers);
  const lines = rows.map((row) => {
    const speed = row.error === undefined ? row.samplesPerSecond.toFixed(1).padStart(10) : 'failed'.padStart(10);
    const [best, name] = isBfloat16(row.mode) ? [fastestOfAll, 'peer'] : [fastestFloat32, 'float32 peer'];
    const ratio =
      row.framework === 'sightline' && row.error === undefined && best > 0
        ? `${(row.samplesPerSecond / best).toFixed(2)}× the fastest ${name}`
        : (row.error?.slice(0, 90) ?? '');
    return `  ${`${row.framework} ${row.mode}`.padEnd(28)}${speed} /s  ${ratio}`.trimEnd();
  });
  return [`${workload}, batch ${batch}`, ...lines].join('\n');
}

/**
 * Writes the results, by machine, replacing earlier ones of the same workloads and batches.
 *
 * @param {string} path
 * @param {readonly Row[]} rows
 */
export async function saveRows(path, rows) {
  const { cpu, threads, oneDnn } = doctor();
  const machine = { ...cpu, threads: threads.intraOp, oneDnn };
  const date = new Date().toISOString().slice(0, 10);
  const measured = new Set(rows.map(({ workload, batch }) => `${workload} ${batch}`));
  const earlier = (await readMeasured(path)).map((session) => ({
    ...session,
    rows: session.rows.filter(({ workload, batch }) => !measured.has(`${workload} ${batch}`)),
  }));
  const isHere = (/** @type {Measured} */ session) => isDeepStrictEqual(session.machine, machine);
  const here = [...(earlier.find(isHere)?.rows ?? []), ...rows];
  const all = [...earlier.filter((session) => !isHere(session)), { machine, date, rows: here }];
  await mkdir(dirname(path), { recursive: true });
  await writeFile(
    path,
    `${JSON.stringify(
      all.filter((session) => session.rows.length > 0),
      null,
      2,
    )}\n`,
  );
}

/**
 * @param {string} path
 * @returns {Promise<Measured[]>}
 */
export async function readMeasured(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return [];
  }
}
