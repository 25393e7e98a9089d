/** A linear map from a range of values to a range of coordinates. */
export interface Scale {
  (value: number): number;
  readonly domain: readonly [number, number];
}

export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const factor = (range[1] - range[0]) / (domain[1] - domain[0] || 1);
  return Object.assign((value: number) => range[0] + (value - domain[0]) * factor, { domain });
}

/** Round values (1, 2 or 5 times a power of ten apart) within a range, about `count` of them. */
export function ticks([low, high]: readonly [number, number], count = 5): number[] {
  const step = niceStep((high - low) / count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** The range of some values, widened to round ends; values that are all (nearly) equal get some room around them. */
export function niceDomain(values: readonly number[], count = 5): [number, number] {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const size = Math.max(Math.abs(low), Math.abs(high));
  const room = high - low > 1e-9 * size ? 0 : size * 0.1 || 1;
  const step = niceStep((high - low + 2 * room) / count);
  return [
    Number((Math.floor((low - room) / step + 1e-9) * step).toPrecision(12)),
    Number((Math.ceil((high + room) / step - 1e-9) * step).toPrecision(12)),
  ];
}

function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw) + 1e-9);
  const digit = raw / power - 1e-9;
  return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
}

/** Tick labels of equal precision: 0.98, 0.99, 1.00. */
export function tickLabels(values: readonly number[]): string[] {
  if (values.some((value) => value !== 0 && Math.abs(value) < 1e-4))
    return values.map((value) => (value === 0 ? '0' : value.toExponential().replace('e-', 'e−')));
  const decimals = Math.max(0, ...values.map((value) => String(value).split('.')[1]?.length ?? 0));
  return values.map((value) => value.toFixed(decimals));
}
