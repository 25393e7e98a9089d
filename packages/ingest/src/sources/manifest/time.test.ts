import { timeSchema } from './time.ts';

describe('the time of a sample', () => {
  it.each([
    [12.5, 12.5],
    [1_700_000_000n, 1_700_000_000],
    ['1700000000.25', 1_700_000_000.25],
    ['-3', -3],
    ['2021', 2021],
    [new Date('2024-02-29T12:00:00Z'), 1_709_208_000],
    ['2024-02-29', 1_709_164_800],
    ['2024-02-29T12:00:00Z', 1_709_208_000],
    ['2024-02-29 12:00', 1_709_208_000],
    ['2024-02-29T13:00:00+01:00', 1_709_208_000],
    ['2024-02-29T07:00:00.500 -0500', 1_709_208_000.5],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('%j is %j', (value, time) => {
    expect(timeSchema.parse(value)).toBe(time);
  });

  it.each(['yesterday', '2024-13-01', '29.2.2024', '2024-02-29T25:00Z', Number.NaN, true])('refuses %j', (value) => {
    expect(timeSchema.safeParse(value).error?.issues[0]?.message).toMatch(/must be a number, or a date/);
  });
});
