import { listingOf } from './listing.ts';
import type { SampleItem } from './source.ts';

const read = () => Promise.resolve(new Uint8Array());
const items = (more: Partial<SampleItem>) => ['0.png', '1.png'].map((id) => ({ id, label: 'a', read, ...more }));

it('a source may have one class only where there is something else to be learnt', () => {
  expect(() => listingOf('a', items({}))).toThrow(/one class only, "a"/);
  const others: Partial<SampleItem>[] = [
    { values: { angle: 1 } },
    { labels: ['a'] },
    { boxes: { unit: 'pixel', boxes: [] } },
  ];
  for (const more of others) expect(listingOf('a', items(more)).labels).toEqual(['a']);
});
