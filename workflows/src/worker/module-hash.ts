import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** What compiled modules name other modules with. */
const SPECIFIER = /\b(?:from|import)\s*\(?\s*['"](?<specifier>[^'"]+)['"]/g;

/**
 * What a module reaches: the code of this project's modules by their paths, itself first, and the versions of other
 * packages by their names.
 */
interface Reached {
  modules: Map<string, string>;
  packages: Map<string, string>;
}

/** @param entry the path of an ECMAScript module */
export async function reachedBy(entry: string): Promise<Reached> {
  const reached: Reached = { modules: new Map(), packages: new Map() };
  const paths = new Set([entry]);
  // A set can be added to while it is walked.
  for (const path of paths) {
    const code = await readFile(path, 'utf8');
    reached.modules.set(path, code);
    const require = createRequire(path);
    for (const { groups } of code.matchAll(SPECIFIER)) {
      const specifier = groups?.['specifier'] as string;
      if (/^(?:\.{1,2}\/|@sightline\/)/.test(specifier)) paths.add(require.resolve(specifier));
      else {
        const name = packageOf(specifier);
        reached.packages.set(name, (require(`${name}/package.json`) as { version: string }).version);
      }
    }
  }
  return reached;
}

/** sha256 over a module and all that it reaches. */
export async function hashModules(entry: string): Promise<string> {
  const { modules, packages } = await reachedBy(entry);
  const hash = createHash('sha256');
  for (const code of modules.values()) hash.update(code);
  for (const [name, version] of packages) hash.update(`${name}@${version}`);
  return hash.digest('hex');
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
