// @ts-check
// `npm run bench:features [-- --architecture mobilenetv2 --side 32 --samples 400 --epochs 10]`: a training upon a
// frozen trunk whose outputs are computed once, when they are found again, and when they are computed for each batch.
// All must end in the same weights.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '@sightline/artifacts';
import { ingestInputSchema, parse, RandomStream, splitInputSchema, trainInputSchema } from '@sightline/contracts';
import { ingest, split } from '@sightline/ingest';
import { train } from '@sightline/trainer';
import sharp from 'sharp';
import { orWrongUsage, readArguments } from '../arguments.mjs';

const CLASSES = 4;
const values = orWrongUsage(() =>
  readArguments({
    architecture: { type: 'string', default: 'mobilenetv2' },
    side: { type: 'string', default: '32' },
    samples: { type: 'string', default: '400' },
    epochs: { type: 'string', default: '10' },
  }),
);
const [side, samples, epochs] = [Number(values.side), Number(values.samples), Number(values.epochs)];

const root = await mkdtemp(join(tmpdir(), 'sightline-features-'));
try {
  const context = createContext({ root: join(root, 'store') });
  await writeImages(join(root, 'images'));
  const { dataset } = await ingest(
    parse(ingestInputSchema, { source: { path: join(root, 'images') } }, 'ingest'),
    context,
  );
  const divided = await split(parse(splitInputSchema, { dataset, seed: 1 }, 'split'), context);
  const preprocess = { width: side, height: side, channels: 3 };
  const model = { architecture: values.architecture };
  /** @param {object} fit */
  const seconds = async (fit) => {
    const given = { epochs, batchSize: 32, freeze: 'trunk', restoreBestWeights: false, ...fit };
    const input = parse(
      trainInputSchema,
      { dataset: divided.dataset, preprocess, model, fit: given, seed: 1 },
      'train',
    );
    const start = performance.now();
    const { weightsSha256 } = await train(input, context);
    return { time: (performance.now() - start) / 1000, weightsSha256 };
  };
  // The head is trained in any case: naming it keeps the training from dividing the network.
  const each = await seconds({ unfreeze: [{ epoch: epochs, layers: ['probabilities'] }] });
  const once = await seconds({});
  const found = await seconds({});
  const isSame = new Set([each, once, found].map(({ weightsSha256 }) => weightsSha256)).size === 1;
  console.log(`${values.architecture} at ${side}×${side}, ${samples} images, ${epochs} epochs; a training takes`);
  for (const [name, { time }] of Object.entries({ 'for each batch': each, once, 'found again': found })) {
    console.log(`${name.padEnd(16)}${time.toFixed(2)} s  ${(each.time / time).toFixed(2)}×`);
  }
  console.log(isSame ? 'All end in the same weights.' : 'They end in different weights.');
  process.exitCode = isSame ? 0 : 1;
} finally {
  await rm(root, { recursive: true });
}

/**
 * Noise: speed does not depend on what images show.
 *
 * @param {string} folder
 */
async function writeImages(folder) {
  const random = new RandomStream(1);
  for (let index = 0; index < samples; index++) {
    const place = join(folder, String(index % CLASSES));
    await mkdir(place, { recursive: true });
    const pixels = Uint8Array.from({ length: side * side * 3 }, () => random.integer(256));
    const raw = /** @type {const} */ ({ width: side, height: side, channels: 3 });
    await sharp(pixels, { raw })
      .png()
      .toFile(join(place, `${index}.png`));
  }
}
