import { createHash } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * The workflow code as one file, as Temporal's worker runs it: `dist/workflows.bundle.cjs`. Made when it is missing or older than the compiled
 * definitions.
 *
 * @returns the path of the bundle
 */
export async function workflowBundle(): Promise<string> {
  const entry = require.resolve('@sightline/workflows/definitions');
  const path = join(dirname(dirname(entry)), 'workflows.bundle.cjs');
  const stamp = `// ${await sourceHash(dirname(entry))}\n`;
  const existing = await readFile(path, 'utf8').catch(() => '');
  if (existing.startsWith(stamp)) return path;

  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({ workflowsPath: entry, logger: new DefaultLogger('WARN') });
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, stamp + code);
  await rename(temporary, path);
  return path;
}

async function sourceHash(folder: string): Promise<string> {
  const hash = createHash('sha256').update(require('@temporalio/worker/package.json').version);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.js')).toSorted();
  for (const name of files) hash.update(name).update(await readFile(join(folder, name)));
  return hash.digest('hex');
}
