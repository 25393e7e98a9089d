// @ts-check
// The forms that a value of a JSON Schema may have.

/**
 * @typedef {import('@sightline/contracts/json-schema').JsonSchema} JsonSchema
 * @typedef {{ tag: string, names: string[], schema: JsonSchema }} Variant one form of a union: what its `tag` may be
 */

/** How the form is called that names a custom module instead. */
export const MODULE = 'module';

/** @param {JsonSchema} root */
export function createForms(root) {
  /**
   * @param {JsonSchema} schema
   * @returns {JsonSchema}
   */
  function resolved(schema) {
    const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
    if (ref === undefined) return schema;
    const { $ref: _, allOf: __, ...own } = schema;
    return { ...root.definitions?.[ref.split('/').at(-1) ?? ''], ...own };
  }

  /**
   * The forms of a union that differ by a name, those of unions within it too; none of another schema.
   *
   * @param {JsonSchema} schema
   * @returns {Variant[]}
   */
  function variantsOf(schema) {
    const { oneOf = [] } = resolved(schema);
    return oneOf.flatMap((form) => {
      const inner = resolved(form);
      if (inner.oneOf) return variantsOf(inner);
      const [tag, value] = Object.entries(inner.properties ?? {})[0] ?? [];
      const names = value?.const === undefined ? (value?.enum ?? []) : [value.const];
      if (tag === undefined || names.length === 0) return [{ tag: MODULE, names: [MODULE], schema: inner }];
      return [{ tag, names: names.map(String), schema: inner }];
    });
  }

  /**
   * The union in what a key may be: itself, one of its forms, or the items of a list.
   *
   * @param {JsonSchema} schema
   * @returns {Variant[]}
   */
  function unionIn(schema) {
    const inner = resolved(schema);
    if (inner.oneOf) return variantsOf(inner);
    const form = inner.anyOf?.map(resolved).find((each) => each.oneOf);
    if (form) return variantsOf(form);
    return inner.type === 'array' && inner.items && !Array.isArray(inner.items) ? unionIn(inner.items) : [];
  }

  /**
   * The object in what a key may be, and how its keys are written after that of the key.
   *
   * @param {JsonSchema} schema
   * @returns {{ object: JsonSchema, between: string } | undefined}
   */
  function objectIn(schema) {
    const inner = resolved(schema);
    if (inner.properties) return { object: inner, between: '.' };
    const form = inner.anyOf?.map(resolved).find((each) => each.properties);
    if (form) return { object: form, between: '.' };
    if (inner.type === 'array' && inner.items && !Array.isArray(inner.items)) {
      const items = objectIn(inner.items);
      return items && { ...items, between: '[].' };
    }
    const values = inner.additionalProperties;
    if (typeof values !== 'object') return undefined;
    const item = objectIn(values);
    return item && { ...item, between: '.<name>.' };
  }

  return { resolved, variantsOf, unionIn, objectIn };
}

/** @param {Variant} variant */
export function identity({ tag, names, schema }) {
  return JSON.stringify([tag, names, schema.description]);
}

/** @param {readonly Variant[]} variants */
export function commonKeys(variants) {
  const [first, ...others] = variants;
  if (!first || others.length === 0) return [];
  return Object.entries(first.schema.properties ?? {})
    .filter(([key, value]) =>
      others.every(({ schema }) => JSON.stringify(schema.properties?.[key]) === JSON.stringify(value)),
    )
    .map(([key]) => key);
}

/**
 * @param {Readonly<Record<string, JsonSchema>>} properties
 * @param {readonly string[]} keys
 */
export function pick(properties, keys) {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => keys.includes(key)));
}
