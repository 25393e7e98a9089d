// @ts-check
// What a value may be, in words, from its JSON Schema.

/** @typedef {import('@sightline/contracts/json-schema').JsonSchema} JsonSchema */

/**
 * What a value may be: `whole number, 1 to 4096`; `number, 0 to 180 (r for [-r, r]), or [number, number]`.
 *
 * @param {JsonSchema} schema
 * @returns {string} Markdown
 */
export function valueText(schema) {
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(', ');
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms) return anyOf(forms);
  if (schema.$ref || schema.allOf?.[0]?.$ref) return 'object';
  switch (schema.type) {
    case 'boolean':
      return '`true`, `false`';
    case 'integer':
      return `whole number${range(schema)}`;
    case 'number':
      return `number${range(schema)}`;
    case 'string':
      return schema.minLength === 1 && schema.maxLength === 1 ? 'one character' : 'text';
    case 'null':
      return '`null`';
    case 'array':
      return arrayText(schema);
    case 'object':
      return schema.properties ? 'object' : byName(schema);
    default:
      return 'any';
  }
}

/** @param {readonly JsonSchema[]} forms */
function anyOf(forms) {
  if (forms.every((form) => form.const !== undefined)) return forms.map((form) => code(form.const)).join(', ');
  const [alone, pair] = forms;
  if (forms.length === 2 && alone && pair && isRangeOf(pair, alone))
    return `${alone.type === 'integer' ? 'whole number' : 'number'} or \`[low, high]\`${range(alone)}`;
  const texts = forms.map((form) => {
    const remark = isRemark(form.description) ? ` (${form.description})` : '';
    return `${valueText(form)}${remark}`;
  });
  return [...new Set(texts)].join(', or ');
}

/**
 * Whether `pair` is a range of such numbers as `alone`.
 *
 * @param {JsonSchema} pair
 * @param {JsonSchema} alone
 */
function isRangeOf({ items }, { type, minimum, maximum, description }) {
  if (!Array.isArray(items) || items.length !== 2 || description !== undefined) return false;
  const [low] = items;
  return low?.type === type && low?.minimum === minimum && low?.maximum === maximum;
}

/**
 * A word on what one form of several stands for, not a sentence on its own.
 *
 * @param {string | undefined} description
 */
function isRemark(description) {
  return description !== undefined && /^[a-z]/.test(description);
}

/** @param {JsonSchema} schema */
function arrayText(schema) {
  if (Array.isArray(schema.items)) {
    const [first] = schema.items;
    if (schema.items.length === 2 && first) return `\`[low, high]\`${inner(first)}`;
    return `\`[${schema.items.map(() => '…').join(', ')}]\`, ${schema.items.length} numbers`;
  }
  return `list of ${plural(valueText(schema.items ?? {}))}`;
}

/** @param {JsonSchema} bound */
function inner(bound) {
  const text = range(bound);
  return text ? text.replace(',', '') : '';
}

/** @param {JsonSchema} schema */
function byName(schema) {
  const values = schema.additionalProperties;
  const text = typeof values === 'object' ? valueText(values) : 'any';
  return text === 'any' ? 'any object' : `by name: ${text}`;
}

/** @param {string} text */
function plural(text) {
  if (text.startsWith('`')) return text;
  if (text === 'any') return 'any values';
  if (text === 'text') return 'texts';
  return text.replace(/^(whole number|number|object|list)/, '$1s');
}

/** @param {JsonSchema} schema */
function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }) {
  const low = minimum ?? exclusiveMinimum;
  const high = maximum ?? exclusiveMaximum;
  if (low !== undefined && high !== undefined) {
    if (minimum !== undefined && maximum !== undefined) return `, ${number(minimum)} to ${number(maximum)}`;
    const from = minimum === undefined ? `above ${number(low)}` : `from ${number(low)}`;
    return `, ${from}, ${maximum === undefined ? 'below' : 'at most'} ${number(high)}`;
  }
  if (minimum !== undefined) return `, at least ${number(minimum)}`;
  if (exclusiveMinimum !== undefined) return `, above ${number(exclusiveMinimum)}`;
  return high === undefined ? '' : `, at most ${number(high)}`;
}

/** @param {unknown} value */
function number(value) {
  return String(value).replace('-', '−');
}

/**
 * A value as one writes it in YAML, on one line.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function yaml(value) {
  if (Array.isArray(value)) return `[${value.map(yaml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, each]) => `${key}: ${yaml(each)}`);
    return entries.length > 0 ? `{ ${entries.join(', ')} }` : '{}';
  }
  if (typeof value === 'string') return /^[A-Za-z./@][\w./@:-]*$/.test(value) ? value : JSON.stringify(value);
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  return String(value);
}

/** @param {unknown} value */
function code(value) {
  return `\`${yaml(value)}\``;
}
