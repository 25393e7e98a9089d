// @ts-check
// The command line of a benchmark: which workloads, how long, and where the results go.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasBfloat16 } from '@sightline/engine';
import { orWrongUsage, readArguments } from '../../arguments.mjs';
import { contenders } from './modes.mjs';
import { peerPython } from './peer-environment.mjs';
import { formatRace, saveRows } from './report.mjs';
import { race } from './rounds.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * @param {import('./modes.mjs').Task} task
 * @param {readonly (readonly [workload: string, batch: number])[]} races
 */
export async function raceAll(task, races) {
  const values = orWrongUsage(() =>
    readArguments({
      workload: { type: 'string', multiple: true },
      batch: { type: 'string', multiple: true },
      frameworks: { type: 'string', default: 'sightline,keras,torch' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      bfloat16: { type: 'boolean', default: hasBfloat16() },
      'no-save': { type: 'boolean', default: false },
    }),
  );
  const say = (/** @type {string} */ text) => console.error(text);
  const frameworks = values.frameworks.split(',');
  const python = frameworks.some((framework) => framework !== 'sightline') ? await peerPython(say) : '';
  if (!values.bfloat16)
    say('This CPU has no bfloat16 instructions: modes in bfloat16 are left out (--bfloat16 runs them).');
  for (const [workload, batch] of races) {
    if (values.workload && !values.workload.includes(workload)) continue;
    if (values.batch && !values.batch.includes(String(batch))) continue;
    say(`${workload}, batch ${batch}`);
    const specs = contenders({ task, workload, batch, python, frameworks, bfloat16: values.bfloat16 });
    const results = await race(specs, { batch, rounds: Number(values.rounds), seconds: Number(values.seconds), say });
    const rows = results.map((result) => ({ workload, batch, ...result }));
    console.log(`${formatRace(workload, batch, rows)}\n`);
    if (!values['no-save']) await saveRows(join(ROOT, 'docs', 'benchmarks', `${task}.json`), rows);
  }
}
