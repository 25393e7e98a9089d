import type { TransformOptions } from '@sightline/contracts';
import { deviation, drawnOperations } from '../policy/policies.fixture.ts';
import type { Operation } from '../../operations/operation.ts';

describe('a sequence in a drawnOperations order', () => {
  it('applies all, in each order as often, drawing what it draws in the listed order', () => {
    const transforms: TransformOptions[] = [
      { kind: 'brightness', factor: 0.4 },
      { kind: 'saturation', factor: 0.4 },
      { kind: 'hue', shift: 0.1 },
    ];
    const shuffled = drawnOperations({ kind: 'sequence', transforms, shuffle: true });
    const orders = new Map<string, number>();
    for (const [epoch, listed] of drawnOperations({ kind: 'sequence', transforms }).entries()) {
      const operations = shuffled[epoch] as Operation[];
      const order = operations.map(({ kind }) => kind).join();
      orders.set(order, (orders.get(order) ?? 0) + 1);
      for (const operation of listed) expect(operations).toContainEqual(operation);
    }
    expect(orders.size).toBe(6);
    for (const count of orders.values()) expect(deviation(count, 1000, 1 / 6)).toBeLessThan(4);
  });
});
