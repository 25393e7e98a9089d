import { withoutRepeats } from './repeats.ts';
import type { SampleItem, SourceItem } from './source.ts';

const read = () => Promise.reject(new Error('not read'));
const item = (id: string, more: Partial<SampleItem> = {}): SampleItem => ({ id, label: 'cat', read, ...more });
const box = (label: string, x = 0) => ({ unit: 'pixel' as const, boxes: [{ label, x, y: 0, width: 1, height: 1 }] });
const outcome = (...items: SourceItem[]) =>
  withoutRepeats(items).map((each) =>
    'refusal' in each ? `${each.refusal.reason} ${each.refusal.detail}` : `${each.id} ${each.split ?? ''}`.trim(),
  );
const REPEATED = 'duplicate-id The source lists it more than once; the first was kept.';

describe('what a source lists more than once', () => {
  it('stays once where all say the same', () => {
    expect(outcome(item('a'), item('b'), item('b', { label: ' cat' }), item('c'))).toEqual(['a', 'b', REPEATED, 'c']);
    expect(outcome(item('a', { label: '7' }), item('a', { label: '07' }), item('a', { label: '7.0' }))).toEqual([
      'a',
      REPEATED,
      REPEATED,
    ]);
  });

  it('is without a split where it is in several', () => {
    expect(outcome(item('a', { split: 'train' }), item('a', { split: 'train' }))).toEqual(['a train', REPEATED]);
    expect(outcome(item('a', { split: 'train' }), item('a', { split: 'test' }))).toEqual(['a', REPEATED]);
  });

  it('is set aside, all of it, where labels or boxes differ', () => {
    const labels = 'conflicting-duplicate The source lists it 2 times, as "cat", "dog". Which is right?';
    expect(outcome(item('a'), item('a', { label: 'dog' }), item('b'))).toEqual([labels, labels, 'b']);
    const boxes = [box('cat'), box('cat', 2), box('cat')].map((each) =>
      item('a', { boxes: each, label: undefined as never }),
    );
    expect(outcome(...boxes)[0]).toMatch(/lists it 3 times, as 1 box \("cat" 0 0 1 1\), 1 box \("cat" 2 0 1 1\)\./);
  });

  it('is the one that can be used', () => {
    const refused: SourceItem = { id: 'a', refusal: { reason: 'missing-label', detail: 'none' } };
    expect(outcome(refused, item('a'))).toEqual(['missing-label none', 'a']);
    expect(outcome(refused, refused)).toEqual(['missing-label none', REPEATED]);
  });
});
