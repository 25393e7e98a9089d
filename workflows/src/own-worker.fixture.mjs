import { appendFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';

const [, , address, log] = process.argv;
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue: 'own',
  workflowsPath: fileURLToPath(new URL('own-workflow.fixture.mjs', import.meta.url)),
  activities: {
    review: ({ runId, stage, output }) => appendFile(log, `${JSON.stringify({ runId, stage, output })}\n`),
    refuse: () => Promise.reject(ApplicationFailure.nonRetryable('The camera was covered.')),
  },
});
process.once('SIGTERM', () => worker.shutdown());
process.stdout.write('ready\n');
await worker.run();
