import { alignColumns, alignedRow } from './aligned';
import { mapColours, mapGrey } from './colours';
import { affinePlaces, anyPlaces, gatherColours, gatherGrey } from './gather';
import { pad } from './padded';
import { AFFINE, ALIGNED, PLAIN, Reading, REFLECT } from './reading';

/** Once before the rows of a reading are read. */
export function prepare(reading: Reading): void {
  if (reading.walk == ALIGNED) alignColumns(reading);
  else if (reading.walk != PLAIN) pad(reading);
}

/**
 * Reads rows `from` to `to` of the output, bilinearly, to floats at `target`, and maps their colours. `spare` is room
 * for three vectors.
 */
export function readRows(reading: Reading, from: i32, to: i32, target: usize, spare: usize): void {
  const count = reading.outputWidth * reading.channels;
  for (let row = from; row < to; row++, target += <usize>count * 4) {
    if (reading.walk == ALIGNED) {
      alignedRow(reading, row, target, spare);
      continue;
    }
    if (reading.walk == PLAIN) scale(reading.pixels + <usize>(row * reading.stride), count, reading.gain, target);
    else gatherRow(reading, row, target, spare);
    if (!reading.map) continue;
    if (reading.channels == 1) mapGrey(target, count, reading.map);
    else mapColours(target, count, reading.map);
  }
}

function gatherRow(reading: Reading, row: i32, target: usize, spare: usize): void {
  if (reading.walk == AFFINE && reading.border != REFLECT) affinePlaces(reading, row);
  else anyPlaces(reading, row);
  if (reading.channels == 1) gatherGrey(reading, target, spare);
  else gatherColours(reading, target);
}

/** Bytes to floats. */
function scale(pixels: usize, count: i32, gain: f32, target: usize): void {
  const gains = f32x4.splat(gain);
  const end = pixels + <usize>count;
  for (; pixels + 8 <= end; pixels += 8, target += 32) {
    const wide = v128.load_ext<u8>(pixels);
    v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(wide)), gains));
    v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(wide)), gains), 16);
  }
  for (; pixels < end; pixels++, target += 4) store<f32>(target, <f32>load<u8>(pixels) * gain);
}
