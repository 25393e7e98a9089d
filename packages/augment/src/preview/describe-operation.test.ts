import type { Operation } from '../operations/operation.ts';
import { describing } from './describe-operation.ts';

const operations = (list: object[]) => list as unknown as Operation[];

it.each([
  [{ kind: 'rotate', degrees: -8.2134, border: 'constant' }, 'rotate degrees -8.21, constant'],
  [{ kind: 'shift', x: 0.01234, y: -0.5 }, 'shift x 0.0123, y -0.5'],
  [{ kind: 'affine', degrees: 3, scale: { x: 1.1, y: 0.9 } }, 'affine degrees 3, scale (x 1.1, y 0.9)'],
  [{ kind: 'flip', axis: 'horizontal' }, 'flip horizontal'],
  [{ kind: 'gaussianNoise', sigma: 0.02, seed: 12345 }, 'gaussianNoise sigma 0.02'],
  [{ kind: 'invert' }, 'invert'],
  [{ kind: 'custom', transform: '/a/b.ts#stripe', parameters: { at: 0.25 } }, 'stripe of b.ts at 0.25'],
  [{ kind: 'toneCurve', low: [0.1, 0.2], table: [1, 2, 3, 4, 5, 6] }, 'toneCurve low (0.1, 0.2)'],
])('%j alone reads %s', (operation, text) => {
  const [only] = operations([operation]);
  expect(describing([only!])(only!)).toBe(text);
});

it('leaves out what is the same in all operations of a kind', () => {
  const all = operations([
    { kind: 'rotate', degrees: 5, border: 'constant' },
    { kind: 'rotate', degrees: -3, border: 'constant' },
    { kind: 'shift', x: 1, border: 'constant' },
  ]);
  expect(all.map(describing(all))).toEqual(['rotate degrees 5', 'rotate degrees -3', 'shift x 1, constant']);
});
