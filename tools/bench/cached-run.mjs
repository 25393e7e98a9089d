// @ts-check
// How long a run of the digits takes of which everything is known: `npm run bench:cached-run`. The first run on a fresh
// store computes; the second finds that, but is compared with the model that the first promoted; the third finds all.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePipeline } from '@sightline/contracts';
import { startTemporalServer } from '@sightline/native';
import { startServer } from '@sightline/server';
import { connect, followRun, startTrainToServe, startWorkerProcess } from '@sightline/workflows';
import { runCommand } from '../command.mjs';
import { ROOT } from '../setup.mjs';

/** How long the training lasts does not matter here. */
const EPOCHS = 2;
const RUNS = ['computed', 'known', 'known, and the gate too', 'with a model server', 'with a model server, again'];

const EXAMPLE = join(ROOT, 'examples', 'digits');
const folder = await mkdtemp(join(tmpdir(), 'sightline-cached-run-'));
const places = { root: join(folder, 'artifacts'), runsFolder: join(folder, 'runs') };
const temporal = await startTemporalServer();
const worker = await startWorkerProcess({ address: temporal.address, ...places });
const client = await connect(temporal.address);
const server = await startServer({ root: places.root });
try {
  const images = join(folder, 'digits');
  await runCommand(process.execPath, [join(EXAMPLE, 'prepare.mjs'), images], { cwd: ROOT });
  const text = await readFile(join(EXAMPLE, 'pipeline.yaml'), 'utf8');
  const spec = parsePipeline(text, join(EXAMPLE, 'pipeline.yaml'));
  const pipeline = {
    ...spec,
    ingest: { ...spec.ingest, source: { ...spec.ingest.source, path: images } },
    fit: { ...spec.fit, epochs: EPOCHS },
    gate: { ...spec.gate, minimum: {} },
  };
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}`);
  for (const name of RUNS) {
    const serverUrl = name.startsWith('with') ? { serverUrl: server.url } : {};
    const runId = await startTrainToServe(client, { pipeline, who: 'bench', ...serverUrl }, { home: places });
    const { stages } = await followRun(client, runId, { runsFolder: places.runsFolder, onState: () => undefined });
    console.log(`\n${name}: ${seconds(stages.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]))}`);
    for (const { stage, startedAt, endedAt, cached } of stages)
      console.log(`  ${stage.padEnd(9)} ${seconds([startedAt, endedAt])}${cached ? '  unchanged' : ''}`);
  }
} finally {
  await client.connection.close();
  await worker.close();
  await server.close();
  await temporal.stop();
  await rm(folder, { recursive: true, force: true });
}

/** @param {(number | undefined)[]} times in milliseconds: what lies between the first and the last */
function seconds(times) {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? 'left out' : `${((Math.max(...known) - Math.min(...known)) / 1000).toFixed(2)} s`;
}
