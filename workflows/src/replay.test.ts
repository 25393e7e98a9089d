import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bundleWorkflowCode, DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import { PLANS } from '@sightline/contracts';
import { workflowBundle } from './index.ts';

jest.setTimeout(300_000);

/** `npm run histories` writes them. */
const folder = join(__dirname, '../golden/histories');
const recorded = readdirSync(folder).map((file) => ({
  workflowId: file.replace('.json.gz', ''),
  history: JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString()) as unknown,
}));

// What is found is told by the tests.
const logging = { filter: makeTelemetryFilterString({ core: 'ERROR' }) };
beforeAll(() => void Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging } }));

/** What is wrong with the code of workflows, by the names of the histories that show it. */
async function problemsOf(
  bundle: { code: string } | { codePath: string },
  histories = recorded,
): Promise<Record<string, string>> {
  const problems: Record<string, string> = {};
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle: bundle }, histories))
    if (error) problems[workflowId] = error.message;
  return problems;
}

it('runs that have begun go on under the workflows as they are now', async () => {
  expect(await problemsOf(await workflowBundle())).toEqual({});
});

it.each(Object.keys(PLANS))('there are histories of %s', (workflow) => {
  expect(recorded.filter(({ workflowId }) => workflowId.startsWith(`${workflow}-`))).not.toEqual([]);
});

it.each(['stages-swapped', 'stage-left-out'])(
  'a change that open runs could not survive is found: %s',
  async (name) => {
    const workflowsPath = join(__dirname, 'replay', `${name}.fixture.ts`);
    const bundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
    const promoted = recorded.filter(({ workflowId }) => workflowId === 'trainToServe-promoted');
    expect(await problemsOf(bundle, promoted)).toEqual({
      'trainToServe-promoted': expect.stringMatching(/nondeterminism/i),
    });
  },
);
