import { join } from 'node:path';
import { createContext, runStage } from '@sightline/artifacts';
import {
  decodeLimitsSchema,
  ingestInputSchema,
  type ProgressEvent,
  sortedByCodePoints,
  type Source,
  type SourceKind,
} from '@sightline/contracts';
import { openDataset } from '../dataset/dataset.ts';
import { phaseOf, temporaryFolders } from '../faults/fault.fixture.ts';
import { openWorkplace, type Workplace } from '../image-folder.fixture.ts';
import { ingest } from '../ingest.ts';
import { ingestStage } from '../stages.ts';
import { elsewhere, examples } from './examples.fixture.ts';
import { classesOfItem } from './labels/settle-labels.ts';
import { openSource, sources } from './sources.ts';
import { hasFfmpeg } from './video/video.fixture.ts';

const kinds = (Object.keys(sources) as SourceKind[]).filter((kind) => kind !== 'video' || hasFfmpeg);

describe.each(kinds)('the source %s', (kind) => {
  let place: Workplace;
  let source: Source;
  const open = (from: Source) => openSource(from, place.context);
  beforeEach(async () => {
    place = await openWorkplace();
    source = await examples[kind](place.source);
  });
  afterEach(() => place.remove());

  it('lists its samples and labels in the order of code points, each id once, the same each time', async () => {
    const listings = [await open(source), await open(source)];
    const [{ labels, items }, again] = listings as [(typeof listings)[0], (typeof listings)[0]];
    const ids = items.map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(4);
    expect(ids).toEqual(sortedByCodePoints(new Set(ids), (id) => id));
    expect(labels).toEqual(sortedByCodePoints(new Set(labels), (label) => label));
    expect(JSON.stringify(again)).toEqual(JSON.stringify({ ...again, labels, items }));
    for (const item of items) expect(labels).toEqual(expect.arrayContaining([...classesOfItem(item)]));
    for (const { close } of listings) await close?.();
  });

  it('gives a sample the same content in whatever order it is read, as often as asked', async () => {
    const listing = await open(source);
    const limits = decodeLimitsSchema.parse({});
    const read = (items: typeof listing.items) =>
      Promise.all(items.map(async (item) => ('read' in item ? item.read(limits) : item.refusal)));
    expect((await read([...listing.items].reverse())).reverse()).toEqual(await read(listing.items));
    await listing.close?.();
  });

  it('becomes the same dataset each time, with every sample, and reports to the end', async () => {
    const input = ingestInputSchema.parse({ source });
    const output = await ingest(input, place.context);
    expect(await ingest(input, place.context)).toEqual(output);
    const { samples, quarantined } = await openDataset(place.context.artifacts, output.dataset);
    expect(quarantined).toEqual([]);
    expect(place.events.at(-1)).toMatchObject({ done: samples.length, total: samples.length });
  });

  it('reports all its work to the end; cancelled in the middle of any, it ends and leaves nothing behind', async () => {
    const input = ingestInputSchema.parse({ source });
    const run = (root: string, report: (event: ProgressEvent) => void, signal = new AbortController().signal) =>
      runStage(ingestStage, input, createContext({ root: join(place.root, root), signal, progress: report }));
    const events: ProgressEvent[] = [];
    await run('whole', (event) => events.push(event));
    const last = new Map(events.map((event) => [phaseOf(event), event]));
    expect([...last.keys()].some((phase) => phase.startsWith('looking for changes'))).toBe(true);
    for (const { done, total } of last.values()) expect(done).toBe(total);
    for (const phase of last.keys()) {
      const stop = new AbortController();
      const report = (event: ProgressEvent) => {
        if (phaseOf(event) === phase) stop.abort(new Error('stopped by hand'));
      };
      await expect(run(phase, report, stop.signal)).rejects.toThrow('stopped by hand');
      const { artifacts } = createContext({ root: join(place.root, phase) });
      expect(await artifacts.backend.list('manifests/')).toEqual([]);
      expect(await temporaryFolders()).toEqual([]);
    }
  });

  it('may hold the store in a hidden folder', async () => {
    const input = ingestInputSchema.parse({ source });
    const run = () => runStage(ingestStage, input, createContext({ root: join(place.source, '.sightline') }));
    const output = await run();
    expect(await run()).toEqual(output);
    expect(await ingest(input, place.context)).toEqual(output);
  });

  it('says that it is missing', async () => {
    await expect(open(elsewhere(source))).rejects.toMatchObject({
      code: 'ingest/source-not-found',
      message: expect.stringMatching(/nowhere does not exist/),
    });
  });
});
