import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const examplesFolder = join(__dirname, '../../../examples');

/**
 * Runs an example's preparation, and copies its pipeline and the modules that this names beside the data.
 *
 * @param folder where: the data are in `data`
 * @returns the copy of the pipeline
 */
export async function prepareExample(
  folder: string,
  { example, data: from = example, limit }: { example: string; data?: string; limit: number },
): Promise<string> {
  const script = join(examplesFolder, from, 'prepare.mjs');
  await promisify(execFile)(process.execPath, [script, join(folder, 'data'), '--limit', String(limit)]);
  await cp(join(examplesFolder, example), folder, {
    recursive: true,
    filter: (path) => !/\.(mjs|md|json)$/.test(path),
  });
  const pipeline = await readFile(join(examplesFolder, example, 'pipeline.yaml'), 'utf8');
  const copy = join(folder, 'pipeline.yaml');
  const path = /manifest\.csv/.test(pipeline) ? 'data/manifest.csv' : 'data';
  await writeFile(copy, pipeline.replace(/path: [^,}\s]+/, `path: ${path}`).replace(/epochs: \d+/, 'epochs: 2'));
  return copy;
}
