import { exportName } from '@sightline/contracts';

/** Settings as text: `adam (learningRate 0.001)`, `oneOf (transforms [invert, rotate (degrees [-10, 10])])`. */
export function formatSettings(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatSettings).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const { kind, ...others } = withoutModule(value as Record<string, unknown>) as { kind?: string };
  const listed = Object.entries(others)
    .filter(([, part]) => part !== undefined)
    .map(([name, part]) => `${name} ${formatSettings(part)}`)
    .join(', ');
  if (kind === undefined) return `(${listed})`;
  return listed === '' ? kind : `${kind} (${listed})`;
}

/** Custom code by its name, with what was set for it. */
function withoutModule(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { module, export: name, settings, ...others } = value;
  if (typeof module !== 'string' || typeof name !== 'string') return value;
  return { kind: exportName({ module, export: name }), ...(settings as object), ...others };
}
