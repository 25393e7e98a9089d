import { parse, type Preprocess, preprocessSpecSchema, type PreprocessSettings } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';

/**
 * Preprocessing with its numbers. `training` takes each channel's mean and standard deviation (of the population, as
 * NumPy's `std`) over the pixels of the training split, and of nothing else; a channel that is the same everywhere is
 * divided by 1, as scikit-learn's `StandardScaler` does. `minusOneToOne` is a mean and a standard deviation of 0.5.
 *
 * @param training pixels of the training split, decoded and resized, not augmented: `[…, channels]`, 0 to 255
 * @throws ContractError when the settings do not fit their schema
 * @throws IngestError `ingest/empty-split` when numbers of the training split are wanted and it has no pixels
 */
export function resolvePreprocess(settings: PreprocessSettings, training: Uint8Array): Preprocess {
  const spec = parse(preprocessSpecSchema, settings, 'The preprocessing');
  const { normalization, mean = [], std = [], ...decoding } = spec;
  const { channels } = decoding;
  const half = Array.from({ length: channels }, () => 0.5);
  if (normalization === 'minusOneToOne') return { ...decoding, mean: half, std: half };
  if (normalization === 'training') return { ...decoding, ...channelStatistics(training, channels) };
  return { ...decoding, mean, std };
}

function channelStatistics(pixels: Uint8Array, channels: number): Pick<Preprocess, 'mean' | 'std'> {
  if (pixels.length === 0) {
    throw new IngestError(
      'ingest/empty-split',
      'preprocess.normalization is "training", but the dataset has no training samples to compute it from. Split ' +
        'it first.',
    );
  }
  // Counts of the 256 values are exact: the order of the pixels changes no bit of the result.
  const counts = new Float64Array(channels * 256);
  for (let index = 0; index < pixels.length; index += channels) {
    for (let channel = 0; channel < channels; channel++)
      (counts[channel * 256 + (pixels[index + channel] as number)] as number) += 1;
  }
  const statistics = Array.from({ length: channels }, (_, channel) => {
    const own = counts.subarray(channel * 256, channel * 256 + 256);
    const average = (valueOf: (byte: number) => number) =>
      own.reduce((sum, count, byte) => sum + count * valueOf(byte), 0) / (pixels.length / channels);
    const mean = average((byte) => byte);
    const deviation = Math.sqrt(average((byte) => (byte - mean) ** 2));
    return { mean: mean / 255, std: deviation > 0 ? deviation / 255 : 1 };
  });
  return { mean: statistics.map((one) => one.mean), std: statistics.map((one) => one.std) };
}
