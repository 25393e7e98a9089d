import { ATTEMPTS, probe } from './probes.ts';
import { type Axis, type Runs, type Size, sizeOfAxes } from './size.ts';

const axis = (value: number, runs: Runs): Axis => ({ value, axis: 0, runs });

/** What a size is for other sizes of the axes, by the value that they are of. */
function evaluate(size: Size, sizes: Readonly<Record<number, number>>): number {
  if (size.kind === 'constant') return size.value;
  const of = sizes[size.of.value] as number;
  if (size.kind === 'affine') return size.factor * of + size.offset;
  if (size.kind === 'floor') return Math.floor((of + size.offset) / size.divisor);
  return of * evaluate(size.by, sizes);
}

/** What layers make of a batch, a height and a width. */
const FUNCTIONS: Readonly<Record<string, (batch: number, height: number, width: number) => number>> = {
  'a constant': () => 7,
  'the height': (_, height) => height,
  'a valid kernel': (_, height) => height - 2,
  'a stride': (_, height) => Math.ceil(height / 2),
  'a stride of three, without padding': (_, __, width) => Math.floor((width - 4) / 3) + 1,
  upsampling: (_, __, width) => 3 * width,
  'what is missing to a size': (_, height) => 300 - height,
  'a count of pixels': (_, height, width) => height * width,
  'a count of elements': (batch, height, width) => batch * height * width * 3,
  'rows after a kernel': (batch, height) => batch * (height - 1),
};

describe.each(
  ATTEMPTS.map((attempt) => [`sizes from ${attempt.least}, multiples of ${attempt.multiple}`, attempt] as const),
)('in %s', (_, attempt) => {
  const dimensions = probe(['batch', 'height', 'width'], attempt);
  const axes = dimensions.map(({ runs }, index) => axis(index, runs));
  const [batch, height, width] = dimensions.map(({ runs }) => runs) as [Runs, Runs, Runs];

  it.each(Object.entries(FUNCTIONS))('finds %s', (name, compute) => {
    const runs = batch.map((size, run) => compute(size, height[run] as number, width[run] as number));
    const found = sizeOfAxes(runs, axes);
    // Of multiples alone, rounding cannot be inferred.
    if (attempt.multiple > 1 && name.startsWith('a stride')) return;
    expect(found).toBeDefined();
    for (const [b, h, w] of [
      [1, 64, 128],
      [7, 320, 64],
      [2, 128, 256],
    ] as [number, number, number][]) {
      expect(evaluate(found as Size, { 0: b, 1: h, 2: w })).toBe(compute(b, h, w));
    }
  });

  it('takes no dimension for a function of another', () => {
    const names = ['batch', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const all = probe(names, attempt).map(({ runs }, index) => axis(index, runs));
    for (const one of all)
      expect(
        sizeOfAxes(
          one.runs,
          all.filter((other) => other !== one),
        ),
      ).toBeUndefined();
  });
});

it('finds nothing for what follows no size', () => {
  const axes = probe(['batch', 'height'], { least: 17, multiple: 1 }).map(({ runs }, index) => axis(index, runs));
  expect(sizeOfAxes([1, 2, 3, 4, 5, 7], axes)).toBeUndefined();
  expect(sizeOfAxes([0, 1, 0, 1, 0, 1], axes)).toBeUndefined();
});
