import { z } from 'zod';

/** Walks a zod schema along `path` to the object that refused a key. */
export function schemaAt(schema: z.ZodType, path: readonly PropertyKey[], root: unknown): unknown {
  const { current, value } = walk(schema, path, root);
  return resolve(current, value);
}

/** What the schema at `path` is described as, and an example, to follow the sentence that refuses a value there. */
export function explanationAt(schema: z.ZodType, path: readonly PropertyKey[], root: unknown): string {
  const { description, example } = metadataOf(walk(schema, path, root).current);
  const [first] = /^.*?[^.][.](?= |$)/s.exec(description ?? '') ?? [];
  if (path.length === 0 || first === undefined) return '';
  return `. ${first}${example === undefined ? '' : ` Example: ${JSON.stringify(example)}`}`;
}

interface Metadata {
  description?: string | undefined;
  example?: unknown;
}

function metadataOf(schema: unknown): Metadata {
  const def = definitionOf(schema);
  if (!def) return {};
  const own = z.globalRegistry.get(schema as z.ZodType);
  if (own?.description !== undefined)
    return { description: own.description, example: (own.examples as readonly unknown[] | undefined)?.[0] };
  return metadataOf(def.innerType ?? def.in);
}

function walk(schema: unknown, path: readonly PropertyKey[], root: unknown): { current: unknown; value: unknown } {
  let current = schema;
  let value = root;
  for (const part of path) {
    const def = definitionOf(resolve(current, value));
    current = def?.type === 'array' ? def.element : def?.type === 'object' ? def.shape?.[String(part)] : undefined;
    value = (value as Record<PropertyKey, unknown> | null | undefined)?.[part];
  }
  return { current, value };
}

interface Definition {
  type: string;
  innerType?: unknown;
  getter?: () => unknown;
  in?: unknown;
  out?: unknown;
  options?: unknown[];
  discriminator?: string;
  element?: unknown;
  shape?: Record<string, unknown>;
  values?: unknown[];
  defaultValue?: unknown;
}

export function definitionOf(schema: unknown): Definition | undefined {
  return (schema as { _zod?: { def: Definition } } | undefined)?._zod?.def;
}

/** Unwraps optional, default and pipe, and picks the member of a discriminated union that `value` names. */
function resolve(schema: unknown, value: unknown): unknown {
  const def = definitionOf(schema);
  if (def?.innerType) return resolve(def.innerType, value);
  if (def?.getter) return resolve(def.getter(), value);
  // What is preprocessed is the output of its preparation.
  if (def?.type === 'pipe') return resolve(definitionOf(def.in)?.type === 'transform' ? def.out : def.in, value);
  if (def?.type === 'union' && def.discriminator) {
    const key = def.discriminator;
    const tag = (value as Record<string, unknown> | undefined)?.[key];
    return def.options
      ?.map((option) => resolve(option, value))
      .find((option) => {
        const literal = definitionOf(option)?.shape?.[key];
        if (tag === undefined && definitionOf(literal)?.type === 'optional') return true;
        const named = tag ?? definitionOf(literal)?.defaultValue;
        return definitionOf(resolve(literal, tag))?.values?.includes(named);
      });
  }
  return schema;
}
