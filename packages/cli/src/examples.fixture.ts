import { execFile } from 'node:child_process';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const examplesFolder = join(__dirname, '../../../examples');

const NO_BAR = '\ngate: { minimumRecall: 0, betterThanConstant: false }\n';

/**
 * Runs an example's preparation, and copies its pipelines, for two epochs and without a bar to pass, and the modules
 * that these name beside the data.
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
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.yaml'))) {
    const path = join(folder, file);
    const spec = (await readFile(path, 'utf8')).replace(/\.\.\/\.\.\/\.sightline\/data\/[\w-]+/, 'data');
    await writeFile(path, `${spec.replace(/epochs: \d+/, 'epochs: 2').replace(/^gate: .*\n/m, '')}${NO_BAR}`);
  }
  return join(folder, 'pipeline.yaml');
}
