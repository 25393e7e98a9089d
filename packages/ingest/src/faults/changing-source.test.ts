import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createContext, runStage, type StageContext } from '@sightline/artifacts';
import {
  errorCodeOf,
  ingestInputSchema,
  type IngestOutput,
  type ProgressEvent,
  type Source,
  type SourceKind,
} from '@sightline/contracts';
import { greyPng, openWorkplace, type Workplace, writeFiles } from '../image-folder.fixture.ts';
import { ingest } from '../ingest.ts';
import { ingestStage } from '../stages.ts';
import { examples } from '../sources/examples.fixture.ts';
import { sources } from '../sources/sources.ts';
import { hasFfmpeg } from '../sources/video/video.fixture.ts';
import { phaseOf, temporaryFolders, wholeArtifacts } from './fault.fixture.ts';

const kinds = (Object.keys(sources) as SourceKind[]).filter((kind) => kind !== 'video' || hasFfmpeg);

describe.each(kinds)('F36 a %s that is changed while it is ingested', (kind) => {
  let place: Workplace;
  let source: Source;
  beforeEach(async () => {
    place = await openWorkplace();
    source = await examples[kind](place.source);
  });
  afterEach(() => place.remove());

  const input = () => ingestInputSchema.parse({ source, maxQuarantinedFraction: 0.9 });
  const contextOf = (store: string, progress: (event: ProgressEvent) => void = () => undefined): StageContext =>
    createContext({ root: join(place.root, store), progress });
  /** The files of the source with their bytes. */
  const contents = async () => {
    const paths = (await readdir(place.source, { recursive: true })).map((name) => join(place.source, name));
    const files = [];
    for (const path of paths.sort()) if ((await stat(path)).isFile()) files.push([path, await readFile(path)] as const);
    return files;
  };

  it('in the midst of any work: it is either noticed, or what was read is what the result is kept for', async () => {
    const files = await contents();
    const events: ProgressEvent[] = [];
    const sound = await runStage(
      ingestStage,
      input(),
      contextOf('sound', (event) => events.push(event)),
    );
    let noticed = 0;
    for (const phase of new Set(events.map(phaseOf))) {
      for (const [path, bytes] of new Set([files[0]!, files[1] ?? files[0]!, files.at(-1)!])) {
        let changing: Promise<void> | undefined;
        const context = contextOf(`${phase} ${basename(path)}`, (event) => {
          if (phaseOf(event) === phase) changing ??= writeFile(path, Buffer.concat([bytes, Buffer.from('\n')]));
        });
        const outcome = await runStage(ingestStage, input(), context).catch((error: unknown) => error);
        await changing;
        if (outcome instanceof Error) {
          expect(outcome).toMatchObject({ code: expect.stringMatching(/^ingest\//) });
          noticed += Number(errorCodeOf(outcome) === 'ingest/source-changed');
        }
        await writeFile(path, bytes);
        expect(await runStage(ingestStage, input(), { ...context, progress: () => undefined })).toEqual(sound);
      }
    }
    expect(noticed).toBeGreaterThan(0);
    expect(await temporaryFolders()).toEqual([]);
  });
});

describe('F36 an image that is changed', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
    await examples['image-folder'](place.source);
  });
  afterEach(() => place.remove());

  it('after it was looked up and before it is read makes no artifact, and may be tried again', async () => {
    const input = ingestInputSchema.parse({ source: { path: place.source } });
    const replacement = await greyPng([9, 9, 9]);
    let changing = Promise.resolve();
    const progress = ({ message, done, total }: ProgressEvent) => {
      if (message === 'looking for changes' && done === total)
        changing = writeFiles(place.source, { 'dog/002.png': replacement });
    };
    const context = { ...place.context, progress };
    await expect(runStage(ingestStage, input, context)).rejects.toMatchObject({
      code: 'ingest/source-changed',
      retryable: true,
      message: expect.stringMatching(/changed while it was read\. Wait until nothing writes there/),
    });
    await changing;
    expect(await wholeArtifacts(place)).toEqual([]);
    const output: IngestOutput = await runStage(ingestStage, input, place.context);
    expect(await ingest(input, createContext({ root: join(place.root, 'fresh') }))).toEqual(output);
  });
});
