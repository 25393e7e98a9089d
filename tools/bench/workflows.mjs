// @ts-check
// `npm run bench:workflows`: seven no-op steps, ours, Prefect's and Metaflow's in turn; a pipeline of which everything
// is known; how long a run takes to its first stage. Prints them, and writes docs/benchmarks/workflows.json.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporalServer } from '@sightline/native';
import { connect, followRun, startTrainToServe, startWorkerProcess } from '@sightline/workflows';
import { readRunState } from '@sightline/workflows/journal';
import { readArguments } from '../arguments.mjs';
import { runCommand } from '../command.mjs';
import { requestOf } from '../histories/runs.mjs';
import { ROOT } from '../setup.mjs';
import { peerPython } from './race/peer-environment.mjs';
import { race } from './race/rounds.mjs';

const FILE = join(ROOT, 'docs', 'benchmarks', 'workflows.json');
const HERE = join(ROOT, 'tools', 'bench', 'workflows');
const OURS = join(ROOT, 'workflows', 'src', 'overhead', 'contender.fixture.mjs');
const STEPS = 7;
const SECONDS = 5;
/** The first finds what it was before; the model is compared with the one in production from the second on. */
const WARM_UP = 2;

const { rounds: given = '5', runs: wanted = '9' } = readArguments({
  rounds: { type: 'string' },
  runs: { type: 'string' },
});
const [rounds, runs] = [Number(given), Number(wanted)];

const python = await peerPython(console.error, join(HERE, 'requirements.txt'));
const folder = await mkdtemp(join(tmpdir(), 'sightline-bench-workflows-'));
try {
  const images = join(folder, 'digits');
  const prepare = join(ROOT, 'examples', 'digits', 'prepare.mjs');
  await runCommand(process.execPath, [prepare, images, '--limit', '200'], { cwd: ROOT });
  const { version } = JSON.parse(await readFile(join(ROOT, 'workflows', 'package.json'), 'utf8'));
  const metaflow = { METAFLOW_DATASTORE_SYSROOT_LOCAL: folder, METAFLOW_USER: 'bench', USERNAME: 'bench' };
  const raced = await race(
    [
      contender('sightline', [process.execPath, OURS, images, version]),
      contender('prefect', [python, join(HERE, 'prefect_steps.py')]),
      contender('metaflow', [python, join(HERE, 'metaflow_steps.py')], metaflow),
    ],
    { batch: STEPS, rounds, seconds: SECONDS, say: console.error },
  );
  /** @type {{ tool: string, version: string, millisecondsPerStep?: number, rounds?: number[], error?: string }[]} */
  const steps = raced.map(({ framework, version: of, rounds: speeds, error }) => ({
    tool: framework,
    version: of,
    ...(error === undefined
      ? { millisecondsPerStep: median(speeds.map(perStep)), rounds: speeds.map(perStep) }
      : { error: error.slice(0, 300) }),
  }));
  const { cachedPipeline, firstStage, stages } = await measureRuns(images);

  console.log(`${STEPS} no-op steps, medians of ${rounds} rounds`);
  for (const { tool, version: of, millisecondsPerStep, error } of steps)
    console.log(`  ${`${tool} ${of}`.padEnd(24)} ${error ?? `${millisecondsPerStep} ms a step`}`);
  console.log(`a pipeline of ${stages} stages of which everything is known: ${median(cachedPipeline)} ms`);
  console.log(`from the start of a run to its first stage: ${median(firstStage)} ms`);
  const machine = { model: cpus()[0]?.model.trim(), cores: cpus().length, node: process.version };
  const date = new Date().toISOString().slice(0, 10);
  const rows = { steps, cachedPipeline: summary(cachedPipeline), firstStage: summary(firstStage) };
  await writeFile(FILE, `${JSON.stringify({ machine, date, ...rows }, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/**
 * Runs of a pipeline of which everything is known: how long each took, and until its first stage had begun.
 *
 * @param {string} images
 */
async function measureRuns(images) {
  const home = { root: join(folder, 'artifacts'), runsFolder: join(folder, 'runs') };
  const temporal = await startTemporalServer({ databaseFile: join(folder, 'temporal.db') });
  const worker = await startWorkerProcess({ address: temporal.address, ...home });
  const client = await connect(temporal.address);
  /** @type {{ cachedPipeline: number[], firstStage: number[], stages: number }} */
  const measured = { cachedPipeline: [], firstStage: [], stages: 0 };
  try {
    const request = requestOf({ client, home, images, name: 'digits' }, {});
    request.pipeline.gate.notWorseThanProduction = true;
    for (let run = 0; run < WARM_UP + runs; run++) {
      const began = Date.now();
      const runId = await startTrainToServe(client, request, { home });
      await client.workflow.getHandle(runId).result();
      const took = Date.now() - began;
      await followRun(client, runId, { runsFolder: home.runsFolder, onState: () => undefined });
      const { stages = [] } = (await readRunState(join(home.runsFolder, runId))) ?? {};
      if (run < WARM_UP) continue;
      measured.cachedPipeline.push(took);
      measured.firstStage.push((stages[0]?.startedAt ?? 0) - began);
      measured.stages = stages.filter(({ status }) => status === 'done').length;
    }
  } finally {
    await client.connection.close();
    await worker.close();
    await temporal.stop();
  }
  return measured;
}

/**
 * @param {string} framework
 * @param {[string, ...string[]]} command
 * @param {Record<string, string>} [env]
 */
function contender(framework, command, env = {}) {
  return { framework, mode: 'seven steps', command, env };
}

/** @param {number} stepsPerSecond */
function perStep(stepsPerSecond) {
  return Math.round(10_000 / stepsPerSecond) / 10;
}

/** @param {readonly number[]} milliseconds */
function summary(milliseconds) {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  return { runs: sorted.length, medianMs: median(sorted), fastestMs: sorted[0], slowestMs: sorted.at(-1) };
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
