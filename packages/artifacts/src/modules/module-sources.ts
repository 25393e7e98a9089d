import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { hashJson } from '../canonical-json.ts';
import { ArtifactError } from '../errors.ts';
import { candidatesOf, importsOf, isLocal } from './module-imports.ts';

/** The text of a custom module and of all local files that it imports, directly or through one another. */
export interface ModuleSources {
  /** The deepest folder that holds all of them; packages that they import are looked for from here. */
  readonly folder: string;
  /** The module itself: its path relative to the folder, with forward slashes, as in `files`. */
  readonly entry: string;
  readonly files: ReadonlyMap<string, string>;
}

/** sha256 of paths and texts: what a stage's key depends on. */
export function hashSources({ entry, files }: ModuleSources): string {
  return hashJson({ entry, files: Object.fromEntries(files) });
}

/**
 * Reads a module and the local files that it imports, without running any of it.
 *
 * @param file TypeScript or JavaScript
 * @throws ArtifactError `artifacts/module-not-found` for a file that is missing, naming who imports it;
 * `artifacts/invalid-module` for a syntax error, with its line
 */
export async function readModuleSources(file: string): Promise<ModuleSources> {
  const entry = resolve(file);
  const texts = new Map([await firstOf([entry], `The module ${file}`)]);
  for (const [path, text] of texts) {
    if (path.endsWith('.json')) continue;
    for (const specifier of (await importsOf(text, path)).filter(isLocal)) {
      const candidates = candidatesOf(resolve(dirname(path), specifier));
      if (candidates.some((candidate) => texts.has(candidate))) continue;
      texts.set(...(await firstOf(candidates, `${specifier}, which ${path} imports,`)));
    }
  }
  const folder = commonFolder([...texts.keys()]);
  const named = (path: string) => relative(folder, path).split(sep).join('/');
  const files = new Map([...texts].map(([path, text]) => [named(path), text]));
  return { folder, entry: named(entry), files };
}

async function firstOf(candidates: readonly string[], what: string): Promise<[path: string, text: string]> {
  for (const path of candidates) {
    const text = await readIfFile(path);
    if (text !== undefined) return [path, text];
  }
  throw new ArtifactError(
    'artifacts/module-not-found',
    `${what} does not exist: looked for ${candidates[0]}. Paths are relative to the file that names them.`,
  );
}

async function readIfFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw new ArtifactError('artifacts/module-not-found', `${path} cannot be read: ${String(error)}`, { cause: error });
  }
}

function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => dirname(path).split(sep));
  const differs = first.findIndex((part, index) => others.some((parts) => parts[index] !== part));
  return join(sep, ...first.slice(0, differs === -1 ? undefined : differs));
}
