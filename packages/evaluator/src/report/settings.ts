/** Settings as text: `adam (learningRate 0.001)`, `oneOf (transforms [invert, rotate (degrees [-10, 10])])`. */
export function formatSettings(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatSettings).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const { kind, ...others } = value as { kind?: string; [name: string]: unknown };
  const listed = Object.entries(others)
    .filter(([, part]) => part !== undefined)
    .map(([name, part]) => `${name} ${formatSettings(part)}`)
    .join(', ');
  if (kind === undefined) return `(${listed})`;
  return listed === '' ? kind : `${kind} (${listed})`;
}
