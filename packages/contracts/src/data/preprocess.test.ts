import { parse } from '../parse.ts';
import { preprocessSchema, preprocessSpecSchema } from './preprocess.ts';

const size = { width: 4, height: 4 };

describe('preprocessing', () => {
  it('may be asked for by name, and stored as it is asked for where it has numbers', () => {
    expect(preprocessSpecSchema.parse({ ...size, normalization: 'training' })).toEqual({
      ...size,
      channels: 3,
      fit: 'stretch',
      normalization: 'training',
    });
    const stored = preprocessSchema.parse({ ...size, mean: [0.1, 0.2, 0.3], std: [1, 1, 1] });
    expect(preprocessSpecSchema.parse(stored)).toEqual(stored);
  });

  it.each([
    [{ normalization: 'imagenet' }, /normalization: /],
    [{ normalization: 'minusOneToOne', mean: [0.1, 0.1, 0.1] }, /normalization: leave it out where mean and std/],
    [{ channels: 1, mean: [0.1, 0.1, 0.1] }, /one value per channel/],
    [{ std: [0, 1, 1] }, /std\[0\]/],
    [{ kind: 'clp', frames: 8 }, /unknown kind\. Did you mean "clip"\? Allowed: image, clip/],
    [{ frames: 8 }, /frames: unknown key\. Allowed: kind, width, height/],
    [{ kind: 'clip' }, /frames/],
    [{ kind: 'clip', frames: 8, align: 'moments' }, /align: unknown key/],
  ])('refuses %j', (value, message) => {
    expect(() => parse(preprocessSpecSchema, { ...size, ...value }, 'preprocess')).toThrow(message);
  });

  it('is of images where its kind is left out, and stays so', () => {
    expect(preprocessSchema.parse({ kind: 'clip', frames: 8, ...size })).toMatchObject({ kind: 'clip', frames: 8 });
    expect(preprocessSchema.parse(size)).not.toHaveProperty('kind');
  });

  it('is not stored before its numbers are known', () => {
    expect(preprocessSchema.safeParse({ ...size, normalization: 'training' }).success).toBe(false);
  });
});
