import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** What compiled modules name other modules with. */
const SPECIFIER = /\b(?:from|import)\s*\(?\s*['"](?<specifier>[^'"]+)['"]/g;

/**
 * sha256 over a module and all that it reaches: modules of this project by their bytes, those of other packages by the
 * package's version.
 *
 * @param entry the path of an ECMAScript module
 */
export async function hashModules(entry: string): Promise<string> {
  const hash = createHash('sha256');
  // A set can be added to while it is walked.
  const modules = new Set([entry]);
  for (const module of modules) {
    const code = await readFile(module, 'utf8');
    hash.update(code);
    const require = createRequire(module);
    for (const { groups } of code.matchAll(SPECIFIER)) {
      const specifier = groups?.['specifier'] as string;
      if (/^(?:\.{1,2}\/|@sightline\/)/.test(specifier)) modules.add(require.resolve(specifier));
      else hash.update(`${specifier}@${versionOf(specifier, require)}`);
    }
  }
  return hash.digest('hex');
}

function versionOf(specifier: string, require: NodeJS.Require): string {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  return (require(`${name}/package.json`) as { version: string }).version;
}
