// @ts-check
// The pages of docs that list every key of a pipeline's spec.
import { transformGroups } from '@sightline/contracts/json-schema';
import { createSections } from './sections.mjs';

/** @typedef {import('@sightline/contracts/json-schema').JsonSchema} JsonSchema */

const NOTE = '<!-- Written by `npm run reference` from the schemas of @sightline/contracts: change those. -->';
const MAIN = 'docs/pipeline-reference.md';
const FOLDER = 'docs/pipeline-reference';

/**
 * The text of each page, by its path.
 *
 * @param {JsonSchema} schema of a pipeline
 * @returns {Record<string, string>}
 */
export function referencePages(schema) {
  const properties = /** @type {Record<string, JsonSchema>} */ (schema.properties);
  const transform = /** @type {JsonSchema} */ (schema.definitions?.['transform']);
  const source = /** @type {JsonSchema} */ (properties['ingest']?.properties?.['source']);
  const elsewhere = {
    'ingest.source': '[a source](pipeline-reference/sources.md)',
    augment: 'list of [transforms](pipeline-reference/transforms.md)',
  };
  const main = createSections(schema, elsewhere);
  const table = [
    '| Key | What it is |',
    '| --- | --- |',
    ...Object.entries(properties).map(
      ([key, each]) =>
        `| [\`${key}\`](#${key})${schema.required?.includes(key) ? ', required' : ''} | ${main.about(each)} |`,
    ),
  ];
  const required = new Set(schema.required);
  const sections = Object.entries(properties).map(([key, each]) => main.section(key, each, required.has(key)));
  return {
    [MAIN]: page('The pipeline spec', [INTRODUCTION, table.join('\n'), ...sections]),
    [`${FOLDER}/sources.md`]: page('Sources', [
      `${source.description} What each reads, and how labels are told: [sources.md](../sources.md). ${BACK}`,
      createSections(schema, {}).union('ingest.source', source, 2),
    ]),
    [`${FOLDER}/transforms.md`]: page('Transforms', [
      `${transform.description} They are the entries of \`augment\`; pictures of them: ` +
        `[augmentation.md](../augmentation.md). ${BACK}`,
      'A range `[low, high]` is drawn from uniformly; one number alone is always that, unless it says what it ' +
        'stands for.',
      ...groupsOf(schema, transform),
    ]),
  };
}

const BACK = 'All other keys: [the pipeline spec](../pipeline-reference.md).';

const INTRODUCTION = `Every key of a \`pipeline.yaml\`. A key that has a default may be left out; what is unknown,
of another type or out of range is refused before anything starts, with its place.

With this line on top, editors that know JSON Schema complete and check it while it is written:

\`\`\`yaml
# yaml-language-server: $schema=node_modules/@sightline/contracts/schemas/pipeline.schema.json
name: pets
ingest: { source: { path: photos } }
preprocess: { width: 96, height: 96 }
model: { architecture: cnn }
fit: { epochs: 20 }
deploy: { name: pets }
\`\`\``;

/**
 * @param {string} title
 * @param {readonly string[]} parts
 */
function page(title, parts) {
  return `${[NOTE, `# ${title}`, ...parts].join('\n\n')}\n`;
}

/**
 * @param {JsonSchema} schema
 * @param {JsonSchema} transform
 */
function groupsOf(schema, transform) {
  const sections = createSections(schema, { 'augment.transforms': 'list of transforms, any of these' });
  const variants = sections.variantsOf(transform);
  const grouped = new Set(Object.values(transformGroups).flat());
  const groups = [
    ...Object.entries(transformGroups),
    ['Made of others', variants.flatMap(({ names }) => names).filter((name) => !grouped.has(name))],
  ];
  const index = groups.map(([title, kinds]) => {
    const links = /** @type {string[]} */ (kinds).map((kind) => `[\`${kind}\`](#${anchor(kind)})`);
    return `- ${String(title)}: ${links.join(', ')}`;
  });
  return [
    index.join('\n'),
    ...groups.flatMap(([title, kinds]) => [
      `## ${String(title)}`,
      ...variants
        .filter(({ names }) => names.some((name) => kinds.includes(name)))
        .map((variant) =>
          sections.variant(variant, { heading: `### \`${variant.names.join('`, `')}\``, path: 'augment' }),
        ),
    ]),
  ];
}

/** @param {string} kind */
function anchor(kind) {
  return kind.toLowerCase();
}
