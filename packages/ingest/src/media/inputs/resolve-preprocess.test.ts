import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { preprocessSchema, type PreprocessSpec, preprocessSpecSchema } from '@sightline/contracts';
import fc from 'fast-check';
import { resolvePreprocess } from './resolve-preprocess.ts';
import { scalePixels } from '../scale.ts';

const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../golden/scaling.json'), 'utf8')) as {
  cases: { channels: 1 | 3; pixels: number[]; mean: number[]; std: number[] }[];
};
const spec = (channels: 1 | 3, normalization: PreprocessSpec['normalization']) =>
  preprocessSpecSchema.parse({ width: 3, height: 4, channels, normalization });

describe('normalization by', () => {
  it.each(cases)('training has the numbers of NumPy and of StandardScaler, %#', ({ channels, pixels, mean, std }) => {
    const resolved = resolvePreprocess(spec(channels, 'training'), Uint8Array.from(pixels));
    expect(preprocessSchema.parse(resolved)).toEqual(resolved);
    for (let channel = 0; channel < channels; channel++) {
      expect(resolved.mean[channel]).toBeCloseTo(mean[channel] as number, 14);
      expect(resolved.std[channel]).toBeCloseTo(std[channel] as number, 14);
    }
  });

  it('training brings each channel to the mean 0 and the standard deviation 1, in any order of the pixels', () => {
    const bytes = fc.array(fc.nat(255), { minLength: 20, maxLength: 200 });
    fc.assert(
      fc.property(
        bytes.filter((list) => new Set(list).size > 1),
        (list) => {
          const pixels = Uint8Array.from(list);
          const resolved = resolvePreprocess(spec(1, 'training'), pixels);
          const scaled = [...scalePixels(pixels, resolved)];
          const mean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
          expect(mean).toBeCloseTo(0, 5);
          expect(scaled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / scaled.length).toBeCloseTo(1, 4);
          expect(resolvePreprocess(spec(1, 'training'), pixels.toReversed())).toEqual(resolved);
        },
      ),
    );
  });

  it('training needs training pixels', () => {
    expect(() => resolvePreprocess(spec(1, 'training'), new Uint8Array())).toThrow(
      expect.objectContaining({ code: 'ingest/empty-split', message: expect.stringContaining('no training samples') }),
    );
  });

  it('minusOneToOne reaches from -1 to 1', () => {
    const resolved = resolvePreprocess(spec(3, 'minusOneToOne'), new Uint8Array());
    expect([...scalePixels(Uint8Array.of(0, 255, 51), resolved)]).toEqual([-1, 1, Math.fround(-0.6)]);
  });

  it('zeroToOne, or none, is [0, 1] or the numbers that are given', () => {
    const resolved = resolvePreprocess(spec(1, 'zeroToOne'), new Uint8Array());
    expect([...scalePixels(Uint8Array.of(0, 255), resolved)]).toEqual([0, 1]);
    const given = preprocessSchema.parse({ width: 3, height: 4, channels: 1, mean: [0.2], std: [0.5] });
    expect(resolvePreprocess(given, new Uint8Array())).toEqual(given);
  });
});
