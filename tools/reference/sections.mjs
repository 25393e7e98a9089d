// @ts-check
// Sections of the reference: a table of keys for each object, a section for each form of what has several.
import { commonKeys, createForms, identity, MODULE, pick } from './forms.mjs';
import { valueText, yaml } from './values.mjs';

/**
 * @typedef {import('@sightline/contracts/json-schema').JsonSchema} JsonSchema
 * @typedef {import('./forms.mjs').Variant} Variant
 * @typedef {{ path: string, level: number }} Place
 */

/**
 * @param {JsonSchema} root
 * @param {Readonly<Record<string, string>>} elsewhere what is said of a path that has its own page
 */
export function createSections(root, elsewhere) {
  /** Forms that have a section on this page, by what they are: their anchors. */
  /** @type {Map<string, string>} */
  const written = new Map();
  /** Links to the forms of a table of keys. */
  /** @type {Map<string, string>} */
  const tables = new Map();

  const { resolved, variantsOf, unionIn, objectIn } = createForms(root);

  /**
   * @param {JsonSchema} object
   * @param {{ prefix: string, path: string, left: readonly string[] }} place
   * @returns {{ rows: string[], unions: { path: string, name: string, variants: Variant[], schema: JsonSchema }[] }}
   */
  function rowsOf(object, { prefix, path, left }) {
    /** @type {ReturnType<typeof rowsOf>} */
    const found = { rows: [], unions: [] };
    for (const [key, schema] of Object.entries(object.properties ?? {})) {
      if (left.includes(key)) continue;
      const here = `${path}.${key}`;
      const variants = elsewhere[here] === undefined ? unionIn(schema) : [];
      if (variants.length > 0) found.unions.push({ path: here, name: key, variants, schema });
      const value = elsewhere[here] ?? (variants.length > 0 ? linksTo(key, schema, variants) : valueText(schema));
      found.rows.push(row(`${prefix}${key}`, value, schema, object.required?.includes(key) ?? false));
      const inner = variants.length > 0 || elsewhere[here] !== undefined ? undefined : objectIn(schema);
      if (!inner) continue;
      const under = rowsOf(inner.object, { prefix: `${prefix}${key}${inner.between}`, path: here, left: [] });
      found.rows.push(...under.rows);
      found.unions.push(...under.unions);
    }
    return found;
  }

  /**
   * @param {string} name
   * @param {JsonSchema} schema
   * @param {readonly Variant[]} variants
   */
  function linksTo(name, schema, variants) {
    const all = variants.flatMap((each) =>
      each.names.map((word) => `[\`${word}\`](#${written.get(identity(each)) ?? anchorOf(name, each)})`),
    );
    const isKnown = variants.every((each) => written.has(identity(each)));
    const links = isKnown && all.length > 4 ? [...all.slice(0, 2), '…', ...all.slice(-1)] : all;
    const list = resolved(schema).type === 'array' ? 'list of ' : '';
    const others = (resolved(schema).anyOf ?? []).filter((form) => !resolved(form).oneOf).map(valueText);
    return [...others, `${list}${links.join(', ')}`].join(', or ');
  }

  /**
   * @param {string} key
   * @param {string} value
   * @param {JsonSchema} schema
   * @param {boolean} required
   */
  function row(key, value, schema, required) {
    const standard = required ? '**required**' : defaultText(resolved(schema));
    return `| ${[`\`${key}\``, value, standard, about(schema)].map(cell).join(' | ')} |`;
  }

  /**
   * What a schema is described as, with its first example.
   *
   * @param {JsonSchema} schema
   */
  function about(schema) {
    const { description = '', examples = [] } = resolved(schema);
    const example = examples[0];
    return example === undefined ? description : `${description} Example: \`${yaml(example)}\``;
  }

  /**
   * @param {readonly string[]} rows
   */
  function table(rows) {
    return rows.length === 0
      ? []
      : [['| Key | Value | Default | What it is |', '| --- | --- | --- | --- |', ...rows].join('\n')];
  }

  /**
   * @param {Variant} variant
   * @param {{ heading: string, path: string, left?: readonly string[], level?: number }} place
   * @returns {string}
   */
  function variant({ tag, names, schema }, { heading, path, left = [], level = 4 }) {
    const own = rowsOf(schema, { prefix: '', path, left: tag === MODULE ? left : [...left, tag] });
    const unions = own.unions.map((each) => unionSections(each, level + 1));
    const words = names.map((name) => `\`${name}\``).join(', ');
    const known = tag !== MODULE && names.length > 1 ? [`\`${tag}\`: ${words}.`] : [];
    const says = [schema.description ?? ''].filter(Boolean);
    const same = own.rows.length > 1 ? tables.get(own.rows.join('\n')) : undefined;
    const rows = same === undefined ? table(own.rows) : [`Its keys are those of ${same}.`];
    const title = heading.replace(/^#+ /, '');
    tables.set(own.rows.join('\n'), `[${title}](#${slug(title)})`);
    return [heading, ...says, ...known, ...rows, ...unions.filter(Boolean)].join('\n\n');
  }

  /**
   * @param {{ path: string, name: string, variants: readonly Variant[] }} union
   * @param {number} level
   */
  function unionSections({ path, name, variants }, level) {
    const fresh = variants.filter((each) => !written.has(identity(each)));
    for (const each of fresh) written.set(identity(each), anchorOf(name, each));
    const common = fresh.length === variants.length ? commonKeys(variants) : [];
    const shared =
      common.length > 0 && variants[0]
        ? rowsOf(
            { ...variants[0].schema, properties: pick(variants[0].schema.properties ?? {}, common) },
            { prefix: '', path, left: [] },
          )
        : { rows: [], unions: [] };
    const intro = shared.rows.length > 0 ? [`\`${name}\`, whichever it is, takes`, ...table(shared.rows)] : [];
    const heading = (/** @type {Variant} */ each) => `${'#'.repeat(level)} ${name}: ${titleOf(each)}`;
    return [
      ...intro,
      ...fresh.map((each) => variant(each, { heading: heading(each), path, left: common, level })),
    ].join('\n\n');
  }

  return {
    about,
    variantsOf,
    variant,
    /**
     * @param {string} path
     * @param {JsonSchema} schema
     * @param {number} level of its headings
     */
    union(path, schema, level) {
      const name = path.split('.').at(-1) ?? path;
      const variants = unionIn(schema);
      const links = linksTo(name, schema, variants);
      return [links, unionSections({ path, name, variants }, level)].join('\n\n');
    },
    /**
     * The section of a key of the spec.
     *
     * @param {string} key
     * @param {JsonSchema} schema
     * @param {boolean} required
     */
    section(key, schema, required) {
      const heading = `## ${key}`;
      const standard = required ? 'Required.' : whenLeftOut(resolved(schema));
      if (elsewhere[key] !== undefined)
        return [heading, about(schema), `${sentence(elsewhere[key])}. ${standard}`].join('\n\n');
      const variants = unionIn(schema);
      if (variants.length > 0) {
        const union = { path: key, name: key, variants };
        return [
          heading,
          about(schema),
          `${sentence(linksTo(key, schema, variants))}. ${standard}`,
          unionSections(union, 3),
        ].join('\n\n');
      }
      const object = resolved(schema);
      if (!object.properties)
        return [heading, about(schema), `${sentence(valueText(schema))}. ${standard}`].join('\n\n');
      const { rows, unions } = rowsOf(object, { prefix: '', path: key, left: [] });
      return [heading, about(schema), ...table(rows), ...unions.map((union) => unionSections(union, 3))].join('\n\n');
    },
  };
}

/** @param {JsonSchema} schema */
function defaultText({ default: standard }) {
  if (standard === undefined) return '—';
  if (typeof standard === 'object' && standard !== null && Object.keys(standard).length === 0)
    return Array.isArray(standard) ? '`[]`' : 'as below';
  return `\`${yaml(standard)}\``;
}

/** @param {JsonSchema} schema */
function whenLeftOut(schema) {
  const text = defaultText(schema);
  return text.startsWith('`') ? `Default: ${text}.` : 'May be left out.';
}

/** @param {string} text */
function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** @param {Variant} variant */
function titleOf({ names }) {
  const words = names.map((name) => `\`${name}\``);
  return words.length > 3 ? `${words.slice(0, 2).join(', ')}, …` : words.join(', ');
}

/**
 * As GitHub makes it of the heading.
 *
 * @param {string} name
 * @param {Variant} variant
 */
function anchorOf(name, variant) {
  return slug(`${name}: ${titleOf(variant)}`);
}

/** @param {string} heading */
function slug(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}

/** @param {string} text */
function cell(text) {
  return text.replaceAll('|', '\\|');
}
