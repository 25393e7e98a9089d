/** A bar of `width` columns, filled in eighths of a column. */
export function bar(done: number, total: number, width: number): string {
  const fraction = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const eighths = Math.round(fraction * width * 8);
  const part = eighths % 8;
  const filled = '█'.repeat(Math.floor(eighths / 8)) + (part > 0 ? String.fromCharCode(0x2590 - part) : '');
  return filled.padEnd(width, '░');
}

/** `640 ms`, `7.2 s`, `3:05`, `1:02:09`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  const two = (part: number) => String(part).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes in units of 1,000: `640 B`, `7.2 MB`, `118 MB`. */
export function size(bytes: number): string {
  let [count, unit] = [bytes, 0];
  // What would be rounded to 1000 has the next unit.
  while (count >= 999.5 && unit < UNITS.length - 1) [count, unit] = [count / 1_000, unit + 1];
  return `${unit > 0 && count < 9.95 ? count.toFixed(1) : Math.round(count)} ${UNITS[unit]}`;
}

/** A moment of ISO 8601 to the second: `2026-11-23 14:25:30`. */
export function utc(moment: string): string {
  return moment.slice(0, 19).replace('T', ' ');
}

/** `loss 0.1234, accuracy 0.9712`. */
export function metrics(values: Record<string, number>): string {
  return Object.entries(values)
    .map(([name, each]) => `${name} ${value(each)}`)
    .join(', ');
}

/** A measured value: four decimals, as Keras shows them; in exponent form where those would all be 0. */
export function value(measured = Number.NaN): string {
  return measured !== 0 && Math.abs(measured) < 1e-4 ? measured.toExponential(2) : measured.toFixed(4);
}

/** `done/total`, with `done` padded to the width of `total` so that the line does not jump. */
export function counter(done: number, total: number): string {
  const [left, right] = [done.toLocaleString('en-US'), total.toLocaleString('en-US')];
  return `${left.padStart(right.length)}/${right}`;
}

/** Rows as columns, two spaces apart; the last column is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '),
    )
    .join('\n');
}
