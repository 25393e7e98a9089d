import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const SCHEMA = '@sightline/contracts/schemas/pipeline.schema.json';

/**
 * The JSON Schema that a pipeline's first line can name for good: that of the project which the file lies in, or a copy
 * in the home where the command was not installed in one.
 *
 * @param file the pipeline
 * @param home a folder that is made where it is missing
 */
export async function schemaFile(file: string, home: string): Promise<string> {
  for (let folder = dirname(resolve(file)); ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', SCHEMA);
    if (existsSync(found)) return found;
    if (folder === dirname(folder)) break;
  }
  const copy = join(home, 'pipeline.schema.json');
  await mkdir(home, { recursive: true });
  await copyFile(createRequire(import.meta.url).resolve(SCHEMA), copy);
  return copy;
}
