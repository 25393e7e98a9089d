import { readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { hashModules } from './module-hash.ts';

const require = createRequire(import.meta.url);

/**
 * The workflow code as one file, as Temporal's worker runs it: `dist/workflows.bundle.cjs`. Made when it is missing, or
 * made of other modules or by another bundler.
 *
 * @returns the path of the bundle
 */
export async function workflowBundle(): Promise<string> {
  const entry = require.resolve('@sightline/workflows/definitions');
  const path = join(dirname(dirname(entry)), 'workflows.bundle.cjs');
  const { version } = require('@temporalio/worker/package.json') as { version: string };
  const stamp = `// ${await hashModules(entry)}, bundled by @temporalio/worker ${version}\n`;
  const existing = await readFile(path, 'utf8').catch(() => '');
  if (existing.startsWith(stamp)) return path;

  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({ workflowsPath: entry, logger: new DefaultLogger('WARN') });
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, stamp + code);
  await rename(temporary, path);
  return path;
}
