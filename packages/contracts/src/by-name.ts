import { z } from 'zod';

/**
 * An object with a value for each of some names that come from data, such as classes. Every name is kept, `__proto__`
 * too, which `z.record` leaves out; read a name that may be missing with {@link valueOf}.
 */
export function byName<Value extends z.ZodType>(value: Value) {
  return z
    .custom<Record<string, z.input<Value>>>(
      (input) => typeof input === 'object' && input !== null && !Array.isArray(input),
      'expected an object with values by name',
    )
    .meta({ valuesByName: value })
    .transform((values, context) => {
      const entries = Object.entries(values).map(([name, each]) => {
        const result = value.safeParse(each, { reportInput: true });
        for (const issue of result.error?.issues ?? []) context.addIssue({ ...issue, path: [name, ...issue.path] });
        return [name, result.data] as const;
      });
      return Object.fromEntries(entries) as Record<string, z.output<Value>>;
    });
}

/** What an object of data has under a name. What every object inherits, such as `constructor`, is none of them. */
export function valueOf<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
