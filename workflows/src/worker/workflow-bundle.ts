import { readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { hashModules } from './module-hash.ts';

const require = createRequire(import.meta.url);

/**
 * The workflow code as one file, as Temporal's worker runs it: `dist/workflows.bundle.cjs`. Made when it is missing, or
 * made of other modules or by another bundler.
 *
 * @returns the path of the bundle, and the sha256 of what it is made of
 */
export async function workflowBundle(): Promise<{ codePath: string; hash: string }> {
  const entry = require.resolve('@sightline/workflows/definitions');
  const codePath = join(dirname(dirname(entry)), 'workflows.bundle.cjs');
  const { version } = require('@temporalio/worker/package.json') as { version: string };
  const hash = await hashModules(entry);
  const stamp = `// ${hash}, bundled by @temporalio/worker ${version}\n`;
  const existing = await readFile(codePath, 'utf8').catch(() => '');
  if (existing.startsWith(stamp)) return { codePath, hash };

  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({ workflowsPath: entry, logger: new DefaultLogger('WARN') });
  const temporary = `${codePath}.${process.pid}`;
  await writeFile(temporary, stamp + code);
  await rename(temporary, codePath);
  return { codePath, hash };
}
