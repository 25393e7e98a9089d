/** Where two values of JSON differ, a line each: `fit.epochs: 5 → 10`. */
export function differences(before: unknown, after: unknown, path = ''): string[] {
  if (isFields(before) && isFields(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => differences(before[key], after[key], path ? `${path}.${key}` : key));
  }
  const [from, to] = [textOf(before), textOf(after)];
  return from === to ? [] : [`${path}: ${from} → ${to}`];
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
