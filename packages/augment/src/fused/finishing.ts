import { mixSeed } from '@sightline/contracts';
import type { WasmInstance } from './wasm-instance.ts';
import type { ColourMap, Noise } from './fused-step.ts';

/** `(x - mean) / std`, one of each a channel, on the [0, 1] scale. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** What is done to values after they were read: colours, noise, normalization, rounding. */
export interface Finishing {
  /** Of the room for numbers that belong to it, {@link FINISHING_BYTES}. */
  address: number;
  channels: 1 | 3;
  /** Whether colours are mapped; then the normalization is part of the map, where no noise is between them. */
  hasMap: boolean;
  noises: readonly Noise[];
  normalization: Normalization | undefined;
  /** What the values are multiplied by where they become bytes. */
  byteScale: number;
}

/** A colour map: six vectors of floats, see assembly/fused/colours.ts. */
const MAP = 0;
/** What the normalization multiplies by and adds: twelve numbers each, channel after channel. */
const PATTERN = 96;
/** Room for three vectors, for what the module does at the end of rows and bands. */
const SPARE = 192;
const PATTERN_LENGTH = 12;
export const FINISHING_BYTES = 256;

/** Writes the normalization for the module. */
export function prepareFinishing({ floats }: WasmInstance, { address, channels, normalization }: Finishing): void {
  if (!normalization) return;
  const pattern = (address + PATTERN) >> 2;
  for (let index = 0; index < PATTERN_LENGTH; index++) {
    const [scale, shift] = scaleAndShift(normalization, index % channels);
    floats[pattern + index] = scale;
    floats[pattern + PATTERN_LENGTH + index] = shift;
  }
}

/** Writes a colour map for the module, together with the normalization, where no noise is between them. */
export function writeMap(
  { floats }: WasmInstance,
  { address, channels, noises, normalization }: Finishing,
  map: ColourMap,
): void {
  const at = (address + MAP) >> 2;
  for (let row = 0; row < channels; row++) {
    const factors = map[row] as readonly number[];
    const [scale, shift] = normalization && noises.length === 0 ? scaleAndShift(normalization, row) : [1, 0];
    for (let column = 0; column < channels; column++) {
      floats[at + column * 4 + row] = (factors[column] as number) * scale;
    }
    floats[at + 12 + row] = (factors[channels] as number) * scale + shift;
    floats[at + 16 + row] = shift;
    floats[at + 20 + row] = scale + shift;
  }
}

function scaleAndShift({ mean, std }: Normalization, channel: number): [number, number] {
  const scale = 1 / (std[channel] ?? 1);
  return [scale, -(mean[channel] ?? 0) * scale];
}

/** Of the colour map. */
export function mapAddress({ address }: Finishing): number {
  return address + MAP;
}

export function spareAddress({ address }: Finishing): number {
  return address + SPARE;
}

/** Maps the colours of `count` values at `values`. */
export function mapBand({ call }: WasmInstance, finishing: Finishing, values: number, count: number): void {
  if (finishing.channels === 3) call.mapColours(values, count, mapAddress(finishing));
  else call.mapGrey(values, count, mapAddress(finishing));
}

/**
 * Adds noise to, normalizes and rounds `count` values at `values`, the output's from the number `first` on; they go to
 * `bytes`, unless that is 0.
 */
export function finishBand(
  { call }: WasmInstance,
  finishing: Finishing,
  { values, first, count, bytes }: { values: number; first: number; count: number; bytes: number },
): void {
  const { address, noises, normalization, hasMap, byteScale } = finishing;
  for (const { sigma, seed } of noises) {
    call.addNoise(values, count, first, sigma, seed, mixSeed(seed, 0), address + SPARE);
  }
  if (normalization && (noises.length > 0 || !hasMap)) call.scaleAndAdd(values, count, address + PATTERN);
  if (bytes > 0) call.toBytes(values, count, byteScale, bytes);
}
