import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StageContext } from '@sightline/artifacts';
import { decodeLimitsSchema, type Source } from '@sightline/contracts';
import { IngestError } from '../errors.ts';
import { mapInOrder } from '../map-in-order.ts';
import { evenlySpaced } from '../numbers/evenly-spaced.ts';
import { findSource } from '../sources/find-source.ts';
import { listFiles } from '../sources/folders/list-files.ts';
import { whySetAside } from '../sources/listing.ts';
import type { RefusedItem, SampleItem, SourceListing } from '../sources/source.ts';
import { openSource } from '../sources/sources.ts';
import { findVideos } from '../sources/video/find-videos.ts';
import { probeVideo } from '../sources/video/probe.ts';
import { type Look, lookAt } from './look-at.ts';

/** Sources that are unpacked or read from end to end before they are listed. */
const READ_WHOLE = new Set<Source['kind']>(['archive', 'webdataset', 'tfrecord']);
/** Such a source is listed when it is not larger: that takes about a second. */
export const SMALL_BYTES = 50_000_000;
/** Of how many samples the images are looked at, evenly spaced. */
const LOOKS = 64;
/** Each takes a process. */
const LOOKS_AT_VIDEOS = 8;
const LIMITS = decodeLimitsSchema.parse({});

/** What is in a list: a sample without its images, or a video with all that is taken of it. */
export type Listed = Omit<SampleItem, 'read'>;

/** What a source holds, as far as a look at its list and at some of its images tells. */
export interface Survey {
  /** Why it was not listed, where it was not: a large archive is only found. */
  readonly unlisted?: string;
  readonly of: 'samples' | 'videos';
  readonly items: readonly Listed[];
  readonly setAside: number;
  /** Why these are set aside, the most frequent reasons first; empty where none is. */
  readonly why: string;
  /** How many images, or headers of videos, were looked at, and how many of these cannot be used. */
  readonly looked: number;
  readonly unusable: number;
  /** In pixels, over what was looked at; absent where there was nothing. */
  readonly sizes?: { readonly width: Spread; readonly height: Spread };
  /** Whether all images are grey, in every pixel. */
  readonly grey: boolean;
  /** Frames of a clip; absent where samples are images. */
  readonly frames?: Spread;
}

/** Least, middle and greatest of some numbers. */
interface Spread {
  readonly minimum: number;
  readonly median: number;
  readonly maximum: number;
}

/**
 * Looks at a source without reading all of it: lists its samples, and looks at the images of at most 64. Of videos the
 * list and some headers are read, of a large archive nothing.
 *
 * @throws IngestError when it is missing, unreadable, empty or not what its kind says
 */
export async function survey(source: Source, context: StageContext): Promise<Survey> {
  if (source.kind === 'video') return surveyVideos(source, context);
  const unlisted = await whyNotListed(source);
  if (unlisted !== undefined)
    return { unlisted, of: 'samples', items: [], setAside: 0, why: '', looked: 0, unusable: 0, grey: false };
  const listing = await openSource(source, context);
  try {
    return await surveySamples(listing);
  } finally {
    await listing.close?.();
  }
}

async function whyNotListed({ kind, path }: Source): Promise<string | undefined> {
  if (!READ_WHOLE.has(kind) && !/\.npz$/i.test(path)) return undefined;
  const found = await findSource(path, 'either', `a source of kind ${kind}`);
  const files = (await stat(found)).isDirectory() ? (await listFiles(found)).map((name) => join(found, name)) : [found];
  let bytes = 0;
  for await (const { size } of mapInOrder(files, (file) => stat(file))) bytes += size;
  if (bytes <= SMALL_BYTES) return undefined;
  return `it has ${Math.round(bytes / 1e6)} MB, and is read from end to end before its samples are known`;
}

async function surveySamples({ items: all }: SourceListing): Promise<Survey> {
  const items = all.filter((item) => 'read' in item);
  const chosen = someOf(items, LOOKS);
  const looks = await looksAt(chosen, async (item) => lookAt(await item.read(LIMITS), LIMITS));
  return {
    of: 'samples',
    items,
    setAside: all.length - items.length,
    why: whySetAside(all),
    looked: chosen.length,
    unusable: chosen.length - looks.length,
    grey: looks.length > 0 && looks.every(({ grey }) => grey),
    ...spreads(looks),
  };
}

async function surveyVideos(source: Extract<Source, { kind: 'video' }>, context: StageContext): Promise<Survey> {
  const { root, files, videos, placeOf } = await findVideos(source, context);
  const items: Listed[] = [];
  const refused: RefusedItem[] = [];
  for (const id of videos) {
    const place = placeOf(id);
    if ('label' in place) items.push({ id, group: id, ...place });
    else refused.push({ id, refusal: place });
  }
  const why = whySetAside(refused);
  if (items.length === 0)
    throw new IngestError('ingest/empty-source', `The source ${source.path} holds no usable videos. ${why}`.trim());
  const chosen = someOf(items, LOOKS_AT_VIDEOS);
  const { frames } = source;
  const looks = await looksAt(chosen, async ({ id }) => {
    const { width, height } = await probeVideo(join(root, id), { ...source, signal: context.signal });
    return { width, height, grey: false, ...(frames.by === 'clip' && { frames: frames.length }) };
  });
  return {
    of: 'videos',
    items,
    setAside: files.length - items.length,
    why,
    looked: chosen.length,
    unusable: chosen.length - looks.length,
    grey: false,
    ...spreads(looks),
  };
}

function someOf<Item>(items: readonly Item[], count: number): Item[] {
  return evenlySpaced(items.length, Math.min(count, items.length)).map((place) => items[place] as Item);
}

/** What cannot be looked at is left out. */
async function looksAt<Item>(items: readonly Item[], look: (item: Item) => Promise<Look>): Promise<Look[]> {
  const looks: Look[] = [];
  for await (const seen of mapInOrder(items, (item) => look(item).catch(unusable))) if (seen) looks.push(seen);
  return looks;
}

/** An image that cannot be used has a reason; anything else is not of the image. */
function unusable(error: unknown): undefined {
  if (error instanceof IngestError && error.reason) return undefined;
  throw error;
}

function spreads(looks: readonly Look[]): Pick<Survey, 'sizes' | 'frames'> {
  if (looks.length === 0) return {};
  const frames = looks.flatMap((each) => each.frames ?? []);
  const sizes = {
    width: spreadOf(looks.map(({ width }) => width)),
    height: spreadOf(looks.map(({ height }) => height)),
  };
  return { sizes, ...(frames.length > 0 && { frames: spreadOf(frames) }) };
}

function spreadOf(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((one, other) => one - other);
  const at = (fraction: number) => sorted[Math.floor(fraction * (sorted.length - 1))] as number;
  return { minimum: at(0), median: at(0.5), maximum: at(1) };
}
