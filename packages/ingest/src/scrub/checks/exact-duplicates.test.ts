import { sampleOf } from '../../dataset/sample.fixture.ts';
import { findExactDuplicates } from './exact-duplicates.ts';

const box = { label: 'cat', x: 0, y: 0, width: 1, height: 1 };
const twinsWith = (boxes: (typeof box)[], other: (typeof box)[]) =>
  [boxes, other].map((own, index) => {
    const { label: _, ...sample } = sampleOf('none', index, 'same');
    return { ...sample, boxes: own };
  });

it('byte-identical images with boxes are in conflict where these are of other classes', () => {
  expect(findExactDuplicates(twinsWith([box], [{ ...box, width: 0.9 }]))).toMatchObject([
    { reason: 'exact-duplicate' },
  ]);
  expect(findExactDuplicates(twinsWith([box], [{ ...box, label: 'dog' }]))).toMatchObject([
    { reason: 'conflicting-duplicate', detail: expect.stringMatching(/, which has boxes of other classes\.$/) },
    { reason: 'conflicting-duplicate' },
  ]);
});
