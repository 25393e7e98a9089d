import type { RawImage } from '@sightline/contracts';
import { clipMeasures, type FrameMeasures, tileOf } from './clip-measures.ts';
import { measureImage } from './image-measures.ts';

/** A grey field with a bright square at a column. */
const frameAt = (column: number, light = 255): RawImage => ({
  pixels: Uint8Array.from({ length: 32 * 32 }, (_, at) => (Math.abs((at % 32) - column) < 4 ? light : 10)),
  width: 32,
  height: 32,
  channels: 1,
});
const measured = (frames: readonly RawImage[]): FrameMeasures[] =>
  frames.map((frame) => ({ ...measureImage(frame), tile: tileOf(frame) }));
const moving = [4, 8, 12, 16, 20, 24, 28].map((column) => frameAt(column));

describe('the measures of a clip', () => {
  it('are those of its frames where these are alike', () => {
    const one = measured([frameAt(16)]);
    const { hash: _, ...expected } = measureImage(frameAt(16));
    expect(clipMeasures([...one, ...one, ...one])).toMatchObject(expected);
  });

  it('are those of its best frame: a clip is dark where each of its frames is', () => {
    const [dark, light] = [frameAt(16, 20), frameAt(16)];
    const [darkest, lightest] = [measureImage(dark).percentile99, measureImage(light).percentile99];
    expect(clipMeasures(measured([dark, dark])).percentile99).toBe(darkest);
    expect(clipMeasures(measured([dark, light, dark])).percentile99).toBe(lightest);
  });

  it('tell clips apart that show the same frames in another order', () => {
    const [there, back] = [moving, moving.toReversed()].map((frames) => clipMeasures(measured(frames)).hash);
    expect(there).not.toBe(back);
    expect(clipMeasures(measured(moving)).hash).toBe(there);
  });
});
