import type { ArtifactStore } from '@sightline/artifacts';
import type { ArtifactRef, Departed, Sample, SplitName } from '@sightline/contracts';
import { openDataset } from '../dataset/dataset.ts';
import { contentOf } from '../dataset/parts.ts';
import type { Unit } from './units.ts';

/** Where an earlier division has placed samples. */
export interface EarlierPlacements {
  /** The split of a sample that had one: known by its bytes, or else by its id. */
  of(sample: Sample): SplitName | undefined;
  /** What is to be kept in mind for later divisions, beside a dataset of these samples. */
  without(samples: readonly Sample[]): Departed[];
}

/** Of samples that came to belong together, all are measured on where one was: none may ever have been trained on. */
const PRECEDENCE: readonly SplitName[] = ['test', 'validation', 'train'];

/** Placements by what they say of single samples. */
export function placementsFrom(placed: readonly Departed[]): EarlierPlacements {
  const byId = new Map(placed.map(({ id, split }) => [id, split]));
  const byContent = new Map<string, SplitName>();
  for (const { content, split } of placed) byContent.set(content, first([split, byContent.get(content)]) as SplitName);
  return {
    of: (sample) => byContent.get(contentOf(sample)) ?? byId.get(sample.id),
    without(samples) {
      const contents = new Set(samples.map(contentOf));
      return placed.filter(({ content }) => !contents.has(content));
    },
  };
}

/** Where a sample is, as it is kept when the sample has gone; nothing before it has a split. */
export function placementOf({ id, parts, split }: Sample): Departed[] {
  return split === null ? [] : [{ id, content: contentOf({ parts }), split }];
}

/** The placements of a dataset that was divided, and of those before it. @throws ArtifactError of `openDataset` */
export async function readPlacements(store: ArtifactStore, ref: ArtifactRef): Promise<EarlierPlacements> {
  const { samples, departed } = await openDataset(store, ref);
  return placementsFrom([...departed, ...samples.flatMap(placementOf)]);
}

/** Where the samples of a unit go that were placed before; `undefined` where none was. */
export function placeOf({ samples }: Unit, earlier: EarlierPlacements | undefined): SplitName | undefined {
  return earlier && first(samples.map((sample) => earlier.of(sample)));
}

function first(splits: readonly (SplitName | undefined)[]): SplitName | undefined {
  return PRECEDENCE.find((split) => splits.includes(split));
}
