import type { Operation } from '../transforms/transforms.ts';
import { describeOperation } from './describe-operation.ts';

it.each([
  [{ kind: 'rotate', degrees: -8.2134, border: 'constant' }, 'rotate degrees -8.21'],
  [{ kind: 'shift', x: 0.01234, y: -0.5 }, 'shift x 0.0123, y -0.5'],
  [{ kind: 'flip', axis: 'horizontal' }, 'flip horizontal'],
  [{ kind: 'gaussianNoise', sigma: 0.02, seed: 12345 }, 'gaussianNoise sigma 0.02'],
  [{ kind: 'invert' }, 'invert'],
  [{ kind: 'toneCurve', low: [0.1, 0.2], table: [1, 2, 3, 4, 5, 6] }, 'toneCurve low (0.1, 0.2)'],
])('%j reads %s', (operation, text) => {
  expect(describeOperation(operation as unknown as Operation)).toBe(text);
});
