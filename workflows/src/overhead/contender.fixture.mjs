/**
 * Seven no-op stages through Temporal's dev server, as often as each line of stdin asks (`{"steps": 3}`): what
 * `npm run bench:workflows` races. Worker, activities, journal and search attributes are those of every run.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createContext, runStage } from '@sightline/artifacts';
import { augmentStage } from '@sightline/augment/stages';
import { pipelineSchema } from '@sightline/contracts';
import { stageInputs } from '@sightline/contracts/stages';
import { ingestStage, scrubStage, splitStage } from '@sightline/ingest/stages';
import { startTemporalServer } from '@sightline/native';
import { createActivities } from '../../dist/activities/activities.js';
import { connect } from '../../dist/index.js';
import { registerSearchAttributes } from '../../dist/worker/search-attributes.js';

// The end of stdin ends it, and all that it has started.
process.on('SIGTERM', () => undefined);
const [images = '', version = ''] = process.argv.slice(2);
const TASK_QUEUE = 'seven-steps';
const folder = await mkdtemp(join(tmpdir(), 'sightline-overhead-'));
const places = { root: join(folder, 'artifacts'), runsFolder: join(folder, 'runs') };
Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
const temporal = await startTemporalServer({ databaseFile: join(folder, 'temporal.db') });
const connection = await NativeConnection.connect({ address: temporal.address });
await registerSearchAttributes(connection, 'default');
const workflowsPath = fileURLToPath(new URL('seven-steps.fixture.mjs', import.meta.url));
const worker = await Worker.create({
  connection,
  taskQueue: TASK_QUEUE,
  workflowBundle: await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') }),
  activities: createActivities(places),
  maxConcurrentActivityTaskExecutions: 2,
});
const running = worker.run();
const client = await connect(temporal.address);
const known = await knownStage();
await sevenSteps();
say({ version });
for await (const line of createInterface({ input: process.stdin })) {
  const { steps } = JSON.parse(line);
  const began = performance.now();
  for (let step = 0; step < steps; step++) await sevenSteps();
  say({ samples: 7 * steps, seconds: (performance.now() - began) / 1_000 });
}
worker.shutdown();
await running;
await client.connection.close();
await connection.close();
await temporal.stop();
await rm(folder, { recursive: true, force: true });

/** @param {object} message */
function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function sevenSteps() {
  return client.workflow.execute('sevenSteps', {
    workflowId: randomUUID(),
    taskQueue: TASK_QUEUE,
    args: [known],
    workflowExecutionTimeout: '2 minutes',
  });
}

/** A pipeline, and the input of its stage `augment`, whose result is known. */
async function knownStage() {
  const context = createContext({ root: places.root });
  const pipeline = pipelineSchema.parse({
    name: 'digits',
    ingest: { source: { path: images } },
    preprocess: { width: 28, height: 28, channels: 1 },
    model: { architecture: 'cnn' },
    fit: { epochs: 1 },
    deploy: { name: 'digits' },
  });
  const inputs = stageInputs(pipeline);
  const ingest = await runStage(ingestStage, inputs.ingest(), context);
  const scrub = await runStage(scrubStage, inputs.scrub({ ingest }), context);
  const split = await runStage(splitStage, inputs.split({ scrub }), context);
  await runStage(augmentStage, inputs.augment({ split }), context);
  return { pipeline, input: inputs.augment({ split }) };
}
