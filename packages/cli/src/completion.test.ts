import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { createContext, openRegistry, sightlineHome } from '@sightline/artifacts';
import { sightline } from './cli.fixture.ts';

const RUN = 'digits-20261123-142530-ab12';

let folder: string;
let environment: NodeJS.ProcessEnv;
let script: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-completion-'));
  environment = { ...process.env, SIGHTLINE_HOME: join(folder, 'home') };
  const home = sightlineHome(environment);
  await mkdir(join(home.runsFolder, RUN), { recursive: true });
  const { artifacts } = createContext({ root: home.root });
  const lineage = { stage: 'test', stageVersion: 1, input: {}, parents: [] };
  const { id } = await artifacts.create('model', lineage, async () => undefined);
  const gate = { passed: true, checks: [] };
  await openRegistry(artifacts).register({ name: 'digits', model: { kind: 'model', id }, gate });
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await writeFile(
    join(bin, 'sightline'),
    `#!/bin/sh\nexec '${process.execPath}' '${join(__dirname, '../dist/bin.js')}' "$@"\n`,
  );
  await chmod(join(bin, 'sightline'), 0o755);
  environment['PATH'] = `${bin}${delimiter}${process.env['PATH']}`;
  script = join(folder, 'completion.bash');
  await writeFile(script, (await sightline(['completion', 'bash'])).stdout);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What bash offers for the last of the words. */
async function offers(...words: string[]): Promise<string[]> {
  const ask =
    'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sightline; printf "%s\\n" "${COMPREPLY[@]}"';
  const { stdout } = await promisify(execFile)('bash', ['--norc', '-c', ask, 'bash', script, 'sightline', ...words], {
    env: environment,
    cwd: folder,
  });
  return stdout.split('\n').filter(Boolean);
}

it('completes commands and their options', async () => {
  expect(await offers('da')).toEqual(['datasets']);
  expect(await offers('')).toEqual(expect.arrayContaining(['run', 'runs', 'show', 'completion']));
  expect(await offers('')).not.toContain('complete');
  expect(await offers('serve', '--p')).toEqual(['--port']);
  expect(await offers('serve', '--j')).toEqual(['--json']);
});

it('completes what is in the home: runs, models', async () => {
  expect(await offers('show', 'dig')).toEqual([RUN]);
  expect(await offers('versions', '')).toEqual(['digits']);
  expect(await offers('predict', '--model', 'd')).toEqual(['digits']);
});

it('completes files where a file is asked for, and nothing after the last argument', async () => {
  expect(await offers('validate', 'comp')).toEqual(['completion.bash']);
  expect(await offers('show', RUN, 'dig')).toEqual([]);
  expect(await offers('predict', '--model', 'digits', 'comp')).toEqual(['completion.bash']);
  expect(await offers('compare', '--threshold', 'brightness=0.2', '')).toEqual([]);
});

it('is taken by an interactive bash', async () => {
  const { stdout } = await promisify(execFile)(
    'bash',
    ['--norc', '-c', 'source "$1"; complete -p sightline', 'bash', script],
    { env: environment },
  );
  expect(stdout).toBe('complete -o filenames -F _sightline sightline\n');
});

it('knows bash and zsh', async () => {
  expect((await sightline(['completion', 'zsh'])).stdout).toContain('bashcompinit');
  expect(await sightline(['completion', 'fish'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('bash, zsh'),
  });
});
