// @ts-check
// `npm run reference`: writes what is made from the schemas of a pipeline's spec, the pages of docs that list all keys
// and the JSON Schema for editors. `--check` only says whether what is there is still right.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pipelineJsonSchema } from '@sightline/contracts/json-schema';
import { referencePages } from './reference/pages.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const checkOnly = process.argv.includes('--check');

const schema = pipelineJsonSchema();
/** @type {Readonly<Record<string, string>>} text by path from the root */
const files = {
  'packages/contracts/schemas/pipeline.schema.json': `${JSON.stringify(schema, undefined, 1)}\n`,
  ...referencePages(schema),
};
for (const [path, text] of Object.entries(files)) {
  const target = join(ROOT, path);
  if (!checkOnly) {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  } else if (!existsSync(target) || (await readFile(target, 'utf8')) !== text) {
    console.error(`${path} is not what the schemas say. Run \`npm run reference\`.`);
    process.exitCode = 1;
  }
}
