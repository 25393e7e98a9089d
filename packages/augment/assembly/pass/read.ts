import { alignedRow, alignColumns } from './aligned';
import { gatherColours, gatherGrey } from './gather';
import { affinePlacesOfRow, placesOfRow } from './places';
import { AFFINE, ALIGNED, PLAIN, Reading, REFLECT } from './reading';

/** Once before the rows of a reading are read. */
export function placeColumns(reading: Reading): void {
  if (reading.walk == ALIGNED) alignColumns(reading);
}

/** Reads rows `from` to `to` of the output, bilinearly, to floats at `target`. */
export function readRows(reading: Reading, from: i32, to: i32, target: usize): void {
  const length = <usize>(reading.outputWidth * reading.channels) * 4;
  for (let row = from; row < to; row++) {
    if (reading.walk == PLAIN) {
      scale(reading.pixels + <usize>(row * reading.stride), reading.outputWidth * reading.channels, reading.gain, target);
    } else if (reading.walk == ALIGNED) {
      alignedRow(reading, row, target);
    } else {
      if (reading.walk == AFFINE && reading.border != REFLECT) affinePlacesOfRow(reading, row);
      else placesOfRow(reading, row);
      if (reading.channels == 1) gatherGrey(reading, target);
      else gatherColours(reading, target);
    }
    target += length;
  }
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
