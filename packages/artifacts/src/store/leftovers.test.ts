import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeLeftovers, temporaryPrefix } from './leftovers.ts';
import { openStore } from './store.ts';

describe('what killed processes leave', () => {
  let root: string;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sightline-leftovers-'));
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await rm(root, { recursive: true, force: true });
  });

  it('of a store is removed by the next to write there', async () => {
    const script = `
      import { openStore } from ${JSON.stringify(new URL('../../dist/store/store.js', `file://${__dirname}/`).href)};
      async function* slow() {
        yield Buffer.alloc(1000);
        console.log('begun');
        await new Promise((wake) => setTimeout(wake, 1e9));
      }
      await openStore(${JSON.stringify(root)}).backend.receive(slow());`;
    const writing = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = writing;
    await once(writing.stdout, 'data');
    const temporary = () => readdir(join(root, 'temporary'));
    await openStore(root).pointer('x').set(1);
    expect(await temporary()).toHaveLength(1);
    writing.kill('SIGKILL');
    await once(writing, 'close');
    await openStore(root).pointer('x').set(2);
    expect(await temporary()).toEqual([]);
  });

  it('is removed only where a process of this machine has ended', async () => {
    const mine = `${temporaryPrefix('write')}1`;
    const foreign = ['write-00000000-1-x', 'write-notes', 'notes', mine.replace(`-${process.pid}-`, '-x-')];
    for (const name of [mine, ...foreign]) await writeFile(join(root, name), '');
    await mkdir(join(root, mine.replace(`-${process.pid}-`, '-999999999-')));
    await Promise.all([removeLeftovers(root, 'write'), removeLeftovers(root, 'write')]);
    expect((await readdir(root)).sort()).toEqual([mine, ...foreign].sort());
  });
});
