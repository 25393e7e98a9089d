import { ArtifactError, hashSources, type ModuleSources, readModuleSources } from '@sightline/artifacts';
import type { Json, NetworkSpec } from '@sightline/contracts';

/** The sources of all custom modules that a training is made with, by what they are for. */
export type CustomSources = Readonly<Record<string, ModuleSources>>;

/** What a spec of a training names. */
interface Named {
  readonly model: NetworkSpec;
}

/** Reads the modules that a training names. @throws ArtifactError `artifacts/module-not-found`, `artifacts/invalid-module` */
export async function readCustomSources({ model }: Named): Promise<CustomSources> {
  return model.architecture === undefined ? { model: await readModuleSources(model.module) } : {};
}

/** What the result of a training depends on besides its input: the content of its modules, where it has some. */
export function fingerprintOf(sources: CustomSources): Json | undefined {
  const hashes = Object.entries(sources).map(([use, source]) => [use, hashSources(source)] as const);
  return hashes.length === 0 ? undefined : Object.fromEntries(hashes);
}

/** @throws ArtifactError `artifacts/module-changed` when a module is another than when the stage's key was made */
export function requireUnchanged(sources: CustomSources, known: Json | undefined): void {
  if (known === undefined || JSON.stringify(fingerprintOf(sources)) === JSON.stringify(known)) return;
  throw new ArtifactError(
    'artifacts/module-changed',
    `${Object.values(sources)
      .map(({ entry }) => entry)
      .join(', ')} changed while the stage was starting. Run it again.`,
  );
}
