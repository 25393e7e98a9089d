import { hashJson } from '@sightline/artifacts';
import { type ArtifactRef, errorCodeOf, messageOf, type Sample } from '@sightline/contracts';
import { z } from 'zod';
import { type Dataset, openDataset } from '../../dataset/dataset.ts';
import { mediumOf, decodedLimits } from '../../dataset/parts.ts';
import { groupBy } from '../../numbers/group-by.ts';
import { tooManyBytes } from '../../formats/refusals.ts';
import type { OpenContext, SampleItem } from '../source.ts';
import type { VideoSource } from './command.ts';

/** A frame or a clip that a dataset holds. */
interface KnownSample {
  /** What its id has after that of the video. */
  place: string;
  read: SampleItem['read'];
}

/**
 * Frames by the sha256 of their video: where an earlier ingest into the same store took them, they are read from its
 * dataset.
 */
export interface KnownFrames {
  /** All samples of a video, or nothing when its frames must be taken from it. */
  find(sha256: string): Promise<KnownSample[] | undefined>;
  /** @param samples how many samples the video has become */
  note(sha256: string, video: string, samples: number): void;
  /** Has the next ingest find the videos that were noted in a dataset. */
  keep(dataset: ArtifactRef): Promise<void>;
}

/** Raised when a video would now give other frames. */
const VERSION = 3;
const knownSchema = z.record(z.string(), z.strictObject({ dataset: z.string(), video: z.string(), samples: z.int() }));

/** @param decoder name and version of what takes the frames: another might take others */
export function openKnownFrames(
  { frames, maxFrames }: VideoSource,
  decoder: string,
  { artifacts, logger }: Pick<OpenContext, 'artifacts' | 'logger'>,
): KnownFrames {
  const pointer = artifacts.pointer(`frames/${hashJson({ version: VERSION, decoder, frames, maxFrames })}`);
  const known = async () => knownSchema.safeParse(await pointer.get().catch(() => undefined)).data ?? {};
  const before = known();
  const noted = new Map<string, { video: string; samples: number }>();
  const datasets = new Map<string, Promise<FramesOfVideos | undefined>>();
  const open = (id: string) => {
    const opened = datasets.get(id) ?? framesIn({ kind: 'dataset', id }, artifacts);
    datasets.set(id, opened);
    return opened;
  };
  return {
    async find(sha256) {
      const entry = (await before)[sha256];
      const found = entry && (await open(entry.dataset));
      const samples = found?.byVideo.get(entry?.video ?? '');
      if (!entry || !found || samples?.length !== entry.samples) return undefined;
      return samples.map((sample) => ({
        place: sample.id.slice(entry.video.length + 1),
        read: async ({ maxBytes, ...limits }) => {
          const largest = decodedLimits(sample).maxBytes;
          if (largest > maxBytes) throw tooManyBytes(largest, { ...limits, maxBytes });
          const images = await found.dataset.read(sample);
          return mediumOf(sample) === 'clip' ? images : (images[0] as Buffer);
        },
      }));
    },
    note: (sha256, video, samples) => void noted.set(sha256, { video, samples }),
    async keep({ id }) {
      if (noted.size === 0) return;
      const entries = [...noted].map(([sha256, entry]) => [sha256, { dataset: id, ...entry }]);
      try {
        await pointer.set({ ...(await known()), ...Object.fromEntries(entries) });
      } catch (error) {
        logger.warn(
          `Which videos are in the dataset could not be noted; the images will be decoded again: ${messageOf(error)}`,
        );
      }
    },
  };
}

interface FramesOfVideos {
  dataset: Dataset;
  byVideo: Map<string, Sample[]>;
}

/** The samples of a dataset by their video, or nothing when any of it is missing or damaged. */
async function framesIn(ref: ArtifactRef, artifacts: OpenContext['artifacts']): Promise<FramesOfVideos | undefined> {
  try {
    await artifacts.verify(ref);
    const dataset = await openDataset(artifacts, ref);
    return { dataset, byVideo: groupBy(dataset.samples, ({ group }) => group ?? '') };
  } catch (error) {
    if (errorCodeOf(error) === undefined) throw error;
    return undefined;
  }
}
