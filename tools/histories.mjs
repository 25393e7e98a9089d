// @ts-check
// `npm run histories`: real runs, one of each kind in `histories/scenarios.mjs`, whose histories Temporal keeps; writes
// them to workflows/golden/histories, where `npm test` replays them. `npm run histories -- retrain` records those of
// which the name holds the word. When that is right, docs/workflows/changing-workflows.md says.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { startTemporalServer, temporalCli } from '@sightline/native';
import { connect, startWorkerProcess } from '@sightline/workflows';
import { runCommand } from './command.mjs';
import { SCENARIOS } from './histories/scenarios.mjs';
import { ROOT } from './setup.mjs';

const FOLDER = join(ROOT, 'workflows', 'golden', 'histories');
/** Who worked on a run, by process and machine: nothing that a replay needs. */
const IDENTITY = /"\d+@[^"]+"/g;

const words = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'sightline-histories-'));
const home = { root: join(folder, 'artifacts'), runsFolder: join(folder, 'runs') };
const images = join(folder, 'digits');
const temporal = await startTemporalServer();
const worker = await startWorkerProcess({ address: temporal.address, ...home });
const client = await connect(temporal.address);
try {
  const prepare = join(ROOT, 'examples', 'digits', 'prepare.mjs');
  await run(process.execPath, [prepare, images, '--limit', '200']);
  await mkdir(FOLDER, { recursive: true });
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
    const runId = await scenario({ client, home, images, name });
    const bytes = await promisify(gzip)(await historyOf(runId), { level: 9 });
    await writeFile(join(FOLDER, `${name}.json.gz`), bytes);
    console.log(`${name.padEnd(32)} ${bytes.length} bytes`);
  }
} finally {
  await client.connection.close();
  await worker.close();
  await temporal.stop();
  await rm(folder, { recursive: true, force: true });
}

/** @param {string} runId */
async function historyOf(runId) {
  const shown = ['workflow', 'show', '--workflow-id', runId, '--address', temporal.address];
  const text = await run(await temporalCli(), [...shown, '--output', 'json', '--no-json-shorthand-payloads']);
  return text.replace(IDENTITY, '"worker"');
}

/**
 * @param {string} command
 * @param {string[]} args
 */
async function run(command, args) {
  const { code, stdout, output } = await runCommand(command, args, { cwd: folder });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with code ${code}:\n${output}`);
  return stdout;
}
