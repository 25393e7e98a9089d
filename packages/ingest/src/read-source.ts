import type { StageContext } from '@sightline/artifacts';
import {
  type DecodeLimits,
  decodeLimitsSchema,
  deriveSeed,
  parse,
  RandomStream,
  sourceSchema,
} from '@sightline/contracts';
import type { z } from 'zod';
import { type ReadSample, readSamples, type RefusedSample } from './read-samples.ts';
import { progressOf } from './report-progress.ts';
import { openSource } from './sources/sources.ts';
import { openDecodeVerdicts } from './decode-verdicts.ts';

const DEFAULT_LIMITS = decodeLimitsSchema.parse({});

/** A source to read, and how. */
export interface ReadSourceOptions {
  source: z.input<typeof sourceSchema>;
  /** Of the order; without one, samples come in the order of their ids. */
  seed?: number;
  limits?: DecodeLimits;
}

/**
 * Streams the samples of a source without making a dataset of them: each with its encoded images, label, boxes, group
 * and split, or, as `quarantined`, with the reason why it cannot be used. A seed shuffles them: the same seed gives the
 * same order on every machine. A few samples are in memory at a time, whatever their number.
 *
 * @throws ContractError when the source does not fit its schema; IngestError when it is missing, unreadable, empty or
 * not what its kind says
 * @throws the signal's reason when aborted
 *
 * @example
 * const context = createContext({ root: '.sightline/artifacts' });
 * for await (const sample of readSource({ source: { path: 'photos' }, seed: 7 }, context)) {
 *   if ('files' in sample) console.log(sample.id, sample.label, sample.width, sample.height);
 * }
 */
export async function* readSource(
  { source, seed, limits = DEFAULT_LIMITS }: ReadSourceOptions,
  context: StageContext,
): AsyncGenerator<Omit<ReadSample, 'known'> | Pick<RefusedSample, 'quarantined'>> {
  const listing = await openSource(parse(sourceSchema, source, 'the source'), context);
  const verdicts = await openDecodeVerdicts(context, limits);
  try {
    const items =
      seed === undefined ? listing.items : new RandomStream(deriveSeed(seed, 'read')).shuffle(listing.items);
    const advance = progressOf(context, items.length, 'images', 'reading and decoding');
    for await (const read of readSamples(items, { limits, verdicts })) {
      advance();
      if ('quarantined' in read) {
        yield { quarantined: read.quarantined };
      } else {
        const { known: _, ...sample } = read;
        yield sample;
      }
    }
  } finally {
    await verdicts.save();
    await listing.close?.();
  }
}
