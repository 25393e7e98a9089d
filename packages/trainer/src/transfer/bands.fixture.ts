import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, type StageContext } from '@sightline/artifacts';
import { ingestInputSchema, splitInputSchema, type TrainInput, trainInputSchema } from '@sightline/contracts';
import { ingest, split } from '@sightline/ingest';
import sharp from 'sharp';

/** Height and width of the images. */
export const SIDE = 8;
const preprocess = { width: SIDE, height: SIDE, channels: 1 } as const;
export const cnn = {
  architecture: 'cnn',
  filters: [4],
  denseUnits: 8,
  batchNormalization: true,
  dropout: 0.2,
} as const;

/** Data sets of images of bright bands, and a store. */
export interface Bands {
  readonly root: string;
  readonly context: StageContext;
  contextAt(options?: Partial<Parameters<typeof createContext>[0]>): StageContext;
  /** What trains on images of bands at these places, of four. */
  inputOf(name: string, places: readonly number[]): Promise<TrainInput>;
  remove(): Promise<void>;
}

export async function bands(): Promise<Bands> {
  const root = await mkdtemp(join(tmpdir(), 'sightline-transfer-'));
  const contextAt: Bands['contextAt'] = (options) => createContext({ root: join(root, 'store'), ...options });
  const context = contextAt();
  return {
    root,
    context,
    contextAt,
    async inputOf(name, places) {
      await writeImages(join(root, name), places);
      const { dataset } = await ingest(ingestInputSchema.parse({ source: { path: join(root, name) } }), context);
      const divided = await split(splitInputSchema.parse({ dataset, seed: 1 }), context);
      const fit = {
        epochs: 8,
        batchSize: 8,
        optimizer: { kind: 'adam', learningRate: 0.01 },
        restoreBestWeights: false,
      };
      return trainInputSchema.parse({ dataset: divided.dataset, preprocess, model: cnn, fit, seed: 4 });
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** Images of a bright band at one of four places. */
async function writeImages(folder: string, places: readonly number[]): Promise<void> {
  for (const place of places) {
    await mkdir(join(folder, `band-${place}`), { recursive: true });
    for (let index = 0; index < 16; index++) {
      const pixels = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => {
        const isBright = Math.floor(at / SIDE / 2) === place;
        return (isBright ? 150 : 20) + ((index * 13 + at * 7) % 60);
      });
      const raw = { width: SIDE, height: SIDE, channels: 1 } as const;
      const image = sharp(pixels, { raw }).toColourspace('b-w');
      await image.png().toFile(join(folder, `band-${place}`, `${index}.png`));
    }
  }
}
