import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { sightline, start } from './cli.fixture.ts';

jest.setTimeout(180_000);

const prepareDigits = join(__dirname, '../../../examples/digits/prepare.mjs');

let folder: string;
let file: string;
let environment: NodeJS.ProcessEnv;

function specOf(epochs: number): string {
  return [
    'name: digits',
    'ingest: { source: { path: digits } }',
    'preprocess: { width: 28, height: 28, channels: 1 }',
    'model: { architecture: cnn, filters: [8], denseUnits: 32 }',
    `fit: { epochs: ${epochs}, batchSize: 16, optimizer: { kind: adam, learningRate: 0.003 } }`,
    'gate: { minimum: { accuracy: 0.3 } }',
    'deploy: { name: digits }',
  ].join('\n');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-cli-pipeline-'));
  file = join(folder, 'pipeline.yaml');
  await writeFile(file, specOf(4));
  environment = { SIGHTLINE_HOME: join(folder, 'home') };
  const worker = start(['worker'], environment);
  await Promise.all([
    worker.shows(/A worker takes the runs of/),
    promisify(execFile)(process.execPath, [prepareDigits, join(folder, 'digits'), '--limit', '300']),
  ]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('runs a pipeline with the worker of another terminal, a plain line for each stage', async () => {
  const { code, stdout, stderr } = await sightline(['run', file], environment);
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining('Starting Temporal') });
  expect(stderr).toMatch(/✓ train .*4 epochs/);
  expect(stderr).toMatch(/- serve +skipped/);
  expect(stderr).not.toContain('\x1b');
  expect(stdout).toContain('digits version 1 is promoted');
  expect(stdout).toMatch(/runs\/digits-.*\/report\.html/);
});

it('lists and shows what ran', async () => {
  const [run] = JSON.parse((await sightline(['runs', '--json'], environment)).stdout) as {
    runId: string;
    status: string;
  }[];
  expect(run).toMatchObject({ status: 'done' });
  const { stdout } = await sightline(['show', run?.runId as string], environment);
  expect(stdout).toMatch(/✓ evaluate .*accuracy/);
  expect(stdout).toContain('digits version 1, test accuracy');
  expect(await sightline(['show', 'nothing'], environment)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no run "nothing"'),
  });
});

it('serves, and predicts', async () => {
  const server = start(['serve', '--port', '0', '--json'], environment);
  const [url] = await server.shows(/http:\/\/127\.0\.0\.1:\d+/);
  const [image] = await readdir(join(folder, 'digits/3'));
  const predict = ['predict', join(folder, 'digits/3', image as string), '--url', url];

  const { code, stdout } = await sightline([...predict, '--json'], environment);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject([{ model: 'digits', version: 1, label: expect.stringMatching(/^\d$/) }]);
  expect(await sightline([...predict, '--model', 'letters'], environment)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('letters'),
  });

  server.child.kill('SIGINT');
  expect((await server.ended).code).toBe(0);
});

it('predicts a folder without a server; a file that is not an image is reported, and ends nothing', async () => {
  const folderOfThrees = join(folder, 'digits/3');
  const words = ['predict', '--local', folderOfThrees, join(folder, 'pipeline.yaml'), '--model', 'digits@1'];
  const { code, stdout, stderr } = await sightline([...words, '--jsonl'], environment);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toHaveLength((await readdir(folderOfThrees)).length + 1);
  expect(lines[0]).toMatchObject({ model: 'digits', version: 1, label: expect.stringMatching(/^\d$/) });
  expect(lines.at(-1)).toMatchObject({ error: { code: 'server/invalid-request' } });
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.not.stringContaining('    at ') });
  expect((await sightline(words, environment)).stdout).toMatch(/3\/\S+\.png +\d .*probability 0\.\d{4}\n/);
});

it('writes predictions of a folder into another, and says what could not be read', async () => {
  const photos = join(folder, 'photos');
  await cp(join(folder, 'digits/3'), photos, { recursive: true });
  await writeFile(join(photos, 'torn.png'), 'no image');
  const out = join(folder, 'predictions');
  const words = ['predict', photos, '--model', 'digits@1', '--out', out, '--shard-size'];
  const { code, stdout, stderr } = await sightline([...words, '10'], environment);
  const answered = (await readdir(photos)).length - 1;
  expect({ code, stdout, stderr }).toMatchObject({ code: 1, stderr: expect.not.stringContaining('    at ') });
  expect(stdout).toContain(`${answered} of ${answered + 1} records answered by digits@1`);
  const again = await sightline([...words, '10', '--json'], environment);
  expect(JSON.parse(again.stdout)).toMatchObject({ model: 'digits', version: 1, answered, bad: 1, out });
  expect((await sightline([...words, '20'], environment)).stderr).toContain('has predictions already, of digits@1');
});

it('evaluates a model on a folder of images, and writes a page', async () => {
  const output = join(folder, 'measured');
  const words = ['evaluate', 'digits@production', '--data', join(folder, 'digits'), '--output', output];
  const { code, stdout, stderr } = await sightline(words, environment);
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/✓ evaluate/) });
  expect(stdout).toMatch(/^FIGURE +VALUE +95 % INTERVAL\naccuracy +\d/);
  expect(stdout).toMatch(/on 300 samples of dataset [0-9a-f]{12}\./);
  expect(await readdir(output)).toEqual(expect.arrayContaining(['evaluation', 'evaluation.html', 'evaluation.json']));
});

it('computes stages again, with settings from the command line', async () => {
  const words = ['run', file, '--only', 'split', '--set', 'split.train=0.6', '--set', 'split.test=0.25'];
  const first = await sightline(words, environment);
  expect(first).toMatchObject({ code: 0, stderr: expect.stringMatching(/✓ ingest .*unchanged/) });
  const again = await sightline([...words, '--from', 'scrub', '--json'], environment);
  expect(again.stderr).toMatch(/✓ ingest .*unchanged/);
  expect(again.stderr).not.toMatch(/✓ (scrub|split) .*(unchanged|earlier run)/);
  expect(await sightline([...words, '--set', 'fit.epoch=5'], environment)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('fit.epoch: unknown key. Did you mean "epochs"?'),
  });
});

describe('sightline up', () => {
  it('runs a pipeline and serves its model until Ctrl-C', async () => {
    const running = start(['up', file, '--port', '0'], environment);
    await running.shows(/Serving\. Ctrl-C stops everything\./);
    const [url] = await running.shows(/http:\/\/127\.0\.0\.1:\d+/);
    expect((await fetch(`${url}/v1/models/digits`)).status).toBe(200);
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/✓ services .*models on http/) });
    expect(stdout.match(/a held-out (\d): the server answers \d \(\d+ ms\)/g)).toHaveLength(10);
    expect(stdout).toMatch(/ {2}services +\d+\.\d s\n {2}ingest +.*\n[^]* {2}total +\d+\.\d s\n/);
    const [, command] = /(curl .*\/images)/.exec(stdout) as unknown as [string, string];
    expect(command).toContain(join(folder, 'home', 'runs'));
  });

  it('gives a script the result as JSON, and stops by itself with --exit', async () => {
    const { code, stdout } = await sightline(['up', file, '--port', '0', '--exit', '--json'], environment);
    expect(code).toBe(0);
    const { run, timings } = JSON.parse(stdout) as { run: { folder: string }; timings: object[] };
    expect(run).toMatchObject({ outcome: 'promoted', served: { answers: expect.any(Array) } });
    expect(JSON.parse(await readFile(join(run.folder, 'timings.json'), 'utf8'))).toEqual(timings);
    expect(await readdir(run.folder)).toContain('held-out.png');
  });

  it('serves no model that the gate refuses, and says why', async () => {
    const strict = join(folder, 'strict.yaml');
    await writeFile(strict, specOf(4).replace('accuracy: 0.3', 'accuracy: 1'));
    const { code, stdout, stderr } = await sightline(['up', strict, '--port', '0', '--exit'], environment);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/The gate refused the model .*production is unchanged:\n {2}- accuracy .* < 1/);
  });
});

/** The processes that a process has started and that live. */
async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.filter(([, parent]) => parent === pid).map(([child]) => child as number);
}

it('follows a run from another terminal, and cancels it with all its processes', async () => {
  await writeFile(file, specOf(1_000));
  const run = start(['run', file, '--run-id', 'long-one', '--tag', 'purpose=trial'], environment);
  await run.shows(/epoch +\d+\/1000/);
  const tagged = await sightline(['runs', '--tag', 'purpose=trial', '--json'], environment);
  expect(JSON.parse(tagged.stdout)).toMatchObject([{ runId: 'long-one', tags: ['purpose=trial'] }]);
  const journal = await readFile(join(folder, 'home/runs/long-one/journal.jsonl'), 'utf8');
  const pid = Number(/"stage":"train".*?"pid":(\d+)/.exec(journal)?.[1]);
  expect(await childrenOf(pid)).toHaveLength(1);
  expect(await sightline(['run', file, '--run-id', 'long-one', '--json'], environment)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('"workflows/run-exists"'),
  });

  const follower = start(['follow', 'long'], environment);
  // From the first epoch, and on to those that follow.
  const [shown] = await follower.shows(/epoch +1\/1000[^]*epoch +2\/1000/);
  expect(shown).toContain('validation accuracy');
  expect(JSON.parse((await sightline(['cancel', 'long-one', '--json'], environment)).stdout)).toEqual({
    runId: 'long-one',
    outcome: 'cancelled',
  });
  const who = userInfo().username;
  for (const { code, stderr } of await Promise.all([run.ended, follower.ended])) {
    expect(code).toBe(130);
    expect(stderr).toContain(`Run long-one was cancelled by ${who}.`);
  }
  // The stage stops cleanly: it writes a last checkpoint.
  while ((await childrenOf(pid)).length > 0) await sleep(50);
  const reason = `The run was cancelled by ${who}.`;
  const { stdout } = await sightline(['show', 'long-one', '--json'], environment);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'cancelled', reason });
  const left: unknown = JSON.parse(await readFile(join(folder, 'home/runs/long-one/run.json'), 'utf8'));
  expect(left).toMatchObject({ outcome: 'cancelled', error: reason });

  const late = await sightline(['follow', 'long-one', '--json'], environment);
  expect(late).toMatchObject({ code: 130, stdout: expect.stringContaining('"workflows/cancelled"') });
  const epochs = journal.match(/"epoch-ended"/g)?.length ?? 0;
  expect(late.stderr.match(/epoch +\d+\/1000/g)?.length).toBeGreaterThanOrEqual(epochs);
  expect(await sightline(['cancel', 'long-one'], environment)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Run long-one has ended already: cancelled.'),
  });
});

it('computes again from a stage on, and follows a finished run to its outcome', async () => {
  await writeFile(file, specOf(4));
  expect((await sightline(['run', file], environment)).code).toBe(0);
  const words = ['run', file, '--from', 'evaluate', '--run-id', 'again'];
  const { code, stdout, stderr } = await sightline(words, environment);
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/✓ train .*\(unchanged\)/) });
  expect(stderr).not.toMatch(/✓ (evaluate|gate|export) .*(unchanged|differs)/);
  const late = await sightline(['follow', 'again'], environment);
  expect(late).toMatchObject({ code: 0, stdout });
  const lines = (text: string) => text.split('\n').filter((line) => /^[✓-] |epoch/.test(line));
  expect(lines(late.stderr)).toEqual(lines(stderr));
  const { stdout: json } = await sightline(['follow', 'again', '--json'], environment);
  expect(JSON.parse(json)).toMatchObject({ runId: 'again', outcome: 'promoted' });
});

it('cancels a run on Ctrl-C and exits with 130', async () => {
  await writeFile(file, specOf(1_000));
  const run = start(['run', file], environment);
  await run.shows(/epoch +\d+\/1000/);
  run.child.kill('SIGINT');
  const { code, stderr } = await run.ended;
  expect(code).toBe(130);
  expect(stderr).toContain('Cancelling digits-');
  expect(stderr).toMatch(/Run digits-\S+ was cancelled/);
});
