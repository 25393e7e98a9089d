import { betterOf } from './better.ts';
import { metricSchema } from './metric.ts';

it('knows every metric and loss, by its name and after that of an output', () => {
  for (const { shape } of metricSchema.options) {
    const kind = shape.kind.value;
    expect(betterOf(kind)).toMatch(/^(higher|lower)$/);
    expect(betterOf(`some_output_${kind}`)).toBe(betterOf(kind));
  }
});

it('knows nothing of names of one’s own', () => {
  expect(betterOf('top 3')).toBeUndefined();
  expect(betterOf('constructor')).toBeUndefined();
});
