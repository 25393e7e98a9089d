import { mixSeed } from '@sightline/contracts';
import type { Kernel } from './kernel.ts';
import type { ColourMap, Noise } from './pass.ts';

/** `(x - mean) / std`, one of each a channel, on the [0, 1] scale. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** What is done to values after they were read: colours, noise, normalisation, rounding. */
export interface Finishing {
  /** Of the room for numbers that belong to it, {@link FINISHING_BYTES}. */
  address: number;
  channels: 1 | 3;
  map: ColourMap | undefined;
  noises: readonly Noise[];
  normalisation: Normalisation | undefined;
  /** What the values are multiplied by where they become bytes. */
  byteScale: number;
}

/** A colour map: four vectors of floats. */
const MAP = 0;
/** What the normalisation multiplies by and adds: twelve numbers each, channel after channel; then those that change nothing. */
const PATTERN = 64;
const UNIT = 160;
/** Room for the noise. */
const SPARE = 256;
const PATTERN_LENGTH = 12;
export const FINISHING_BYTES = 320;

/** Writes what the kernel needs to know. */
export function prepareFinishing(kernel: Kernel, { address, channels, map, normalisation }: Finishing): void {
  const { floats } = kernel;
  const at = address >> 2;
  if (normalisation) {
    for (let index = 0; index < PATTERN_LENGTH; index++) {
      const mean = normalisation.mean[index % channels] ?? 0;
      const std = normalisation.std[index % channels] ?? 1;
      floats[at + PATTERN / 4 + index] = 1 / std;
      floats[at + PATTERN / 4 + PATTERN_LENGTH + index] = -mean / std;
    }
  }
  if (!map) return;
  floats.fill(1, at + UNIT / 4, at + UNIT / 4 + PATTERN_LENGTH);
  floats.fill(0, at + UNIT / 4 + PATTERN_LENGTH, at + UNIT / 4 + 2 * PATTERN_LENGTH);
  // Column after column: what each channel adds to all of them.
  for (let column = 0; column <= channels; column++) {
    for (let row = 0; row < channels; row++) {
      floats[at + MAP / 4 + column * (channels === 1 ? 1 : 4) + row] = map[row]?.[column] as number;
    }
  }
}

/** Does it to `count` values at `values`, which are the output's from the number `first` on, and writes them to `bytes`, unless that is 0. */
export function finishBand(
  { call, floats }: Kernel,
  { address, channels, map, noises, normalisation, byteScale }: Finishing,
  { values, first, count, bytes }: { values: number; first: number; count: number; bytes: number },
): void {
  if (map) {
    // The normalisation comes last; where no noise is between, the map does it.
    const pattern = address + (normalisation && noises.length === 0 ? PATTERN : UNIT);
    if (channels === 3) call.mapColours(values, count, address + MAP, pattern);
    else {
      const [scale, shift] = [floats[pattern >> 2] as number, floats[(pattern >> 2) + PATTERN_LENGTH] as number];
      call.mapGrey(values, count, address + MAP, scale, shift);
    }
  }
  for (const { sigma, seed } of noises) {
    call.addNoise(values, count, first, sigma, seed, mixSeed(seed, 0), address + SPARE);
  }
  if (normalisation && (noises.length > 0 || !map)) call.scaleAndAdd(values, count, address + PATTERN);
  if (bytes > 0) call.toBytes(values, count, byteScale, bytes);
}
