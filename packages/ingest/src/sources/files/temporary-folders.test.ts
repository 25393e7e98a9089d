import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipOf } from '@sightline/native/fixtures/zip';
import { startIngest } from '../../faults/child.fixture.ts';
import { goodImages, ingestAll, temporaryFolders } from '../../faults/fault.fixture.ts';
import { openWorkplace, type Workplace } from '../../image-folder.fixture.ts';

describe('temporary folders', () => {
  let place: Workplace;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    place = await openWorkplace();
    const members = Object.entries(await goodImages()).map(([name, data]) => ({ name, data }));
    await writeFile(join(place.root, 'photos.zip'), zipOf(members));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await place.remove();
  });

  const source = () => ({ kind: 'archive', path: join(place.root, 'photos.zip') });
  const ownersIn = async () =>
    (await readdir(tmpdir())).flatMap(
      (name) => /^sightline-source-[0-9a-f]{8}-(\d+)-/.exec(name)?.slice(1).map(Number) ?? [],
    );
  /** A process that has unpacked the archive and waits for ever. */
  const unpackedInChild = async (): Promise<ChildProcess & { pid: number }> => {
    const before = `context.progress = ({ unit }) => {
      if (unit === 'images') { fs.writeSync(1, 'unpacked'); for (;;); }
    };`;
    const child = startIngest(join(place.root, String(children.length)), { source: source() }, { before });
    children.push(child);
    await once(child.stdout, 'data');
    return child as ChildProcess & { pid: number };
  };

  it('of a run that was killed (kill -9) are removed by the next, those of a running one are not', async () => {
    const [killed, alive] = [await unpackedInChild(), await unpackedInChild()];
    // Before it is killed: afterwards a test of another file may be the next.
    expect(await ownersIn()).toEqual(expect.arrayContaining([killed.pid, alive.pid]));
    killed.kill('SIGKILL');
    await once(killed, 'close');
    await ingestAll(place, source());
    const left = await ownersIn();
    expect(left).not.toContain(killed.pid);
    expect(left).toContain(alive.pid);
    expect(await temporaryFolders()).toEqual([]);
  });
});
