import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createContext, hashJson } from '@sightline/artifacts';
import { ContractError, type Pipeline, problemLines } from '@sightline/contracts';
import type { DataCheck } from '@sightline/ingest';
import type { Output } from './output.ts';

/**
 * Checks a pipeline against its data before anything is started.
 *
 * @param root of the store, whose registry may hold weights that it begins with
 * @throws ContractError `contracts/invalid-input` when it cannot work
 */
export async function checkPipelineData(pipeline: Pipeline, root: string): Promise<DataCheck> {
  const { checkData } = await import('@sightline/ingest');
  const checked = await checkData(pipeline, createContext({ root }));
  const { problems } = checked;
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return checked;
  const message = `The pipeline does not fit its data:\n${problemLines(errors)}`;
  throw new ContractError('contracts/invalid-input', message, { problems });
}

/**
 * {@link checkPipelineData}, and says the warnings; a pipeline that was checked before is not checked again while its
 * source's folder, and those in it, are as they were. What has changed within files, the stages find.
 */
export async function checkOnce(pipeline: Pipeline, root: string, { say }: Output): Promise<void> {
  const { version } = createRequire(import.meta.url)('@sightline/cli/package.json') as { version: string };
  const key = hashJson({ pipeline, version, source: await timesOf(pipeline.ingest.source.path) });
  const known = createContext({ root }).artifacts.pointer(`checked/${key}`);
  if ((await known.get().catch(() => undefined)) !== undefined) return;
  const { problems } = await checkPipelineData(pipeline, root);
  if (problems.length > 0) say(`Before the run:\n${problemLines(problems)}`);
  await known.set(true);
}

/** When a file or a folder and the folders in it changed; a folder does when something is put into it or taken out. */
async function timesOf(path: string): Promise<unknown> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return found && [found.size, found.mtimeMs];
  const entries = await readdir(path, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const times = folders.sort().map(async (name) => [name, (await stat(join(path, name))).mtimeMs]);
  return [found.mtimeMs, await Promise.all(times)];
}
