import {
  ArtifactError,
  type ArtifactStore,
  hashSources,
  type ModuleSources,
  readModuleSources,
} from '@sightline/artifacts';
import type { CustomModule, FitSpec, Json, NetworkSpec } from '@sightline/contracts';
import { findWeights } from '@sightline/models/find-weights';
import { customUses } from './custom/custom-uses.ts';
import type { Start } from './transfer/start-weights.ts';

/** What a training is made with besides the artifacts that its input names. */
export interface Dependencies {
  /** The sources of its custom modules, by what they are for. */
  readonly modules: Readonly<Record<string, ModuleSources>>;
  /** The weights that it starts from. */
  readonly start: Start | undefined;
  /** Of their content: part of the stage's key. Undefined where there is nothing besides the input. */
  readonly fingerprint: Json | undefined;
}

/**
 * Reads the custom modules that a training names, and finds the weights that it starts from.
 *
 * @param known the fingerprint when the stage's key was made
 * @throws ArtifactError `artifacts/module-not-found`, `artifacts/invalid-module`; `artifacts/module-changed` when the
 * fingerprint is another than the known one
 * @throws ModelsError `models/unreadable-weights`
 */
export async function readDependencies(
  { model, fit }: { readonly model: NetworkSpec; readonly fit: FitSpec },
  store: ArtifactStore,
  known?: Json,
): Promise<Dependencies> {
  const uses: Readonly<Record<string, CustomModule>> = {
    ...(model.architecture === undefined && { model }),
    ...customUses(fit),
  };
  const read = Object.entries(uses).map(async ([use, { module }]) => [use, await readModuleSources(module)] as const);
  const modules = Object.fromEntries(await Promise.all(read));
  const start = model.weights && (await findWeights(model.weights.from, store));
  const hashes = {
    ...Object.fromEntries(Object.entries(modules).map(([use, sources]) => [use, hashSources(sources)])),
    ...(start && { weights: start.sha256 }),
  };
  const fingerprint = Object.keys(hashes).length === 0 ? undefined : hashes;
  if (known !== undefined && JSON.stringify(fingerprint) !== JSON.stringify(known)) {
    throw new ArtifactError(
      'artifacts/module-changed',
      `What the training is made with (${Object.keys(hashes).join(', ')}) changed while it was starting. Run it again.`,
    );
  }
  return { modules, start, fingerprint };
}
