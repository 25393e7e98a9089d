export type { ArtifactStore, ArtifactWriter, Pointer } from './store/artifact-store.ts';
export type { ByteBackend, ReceivedBytes } from './store/byte-backend.ts';
export { shortId } from './catalogue/ambiguous.ts';
export { readCatalogue, type Catalogue, type CatalogueEntry } from './catalogue/catalogue.ts';
export { findArtifact } from './catalogue/find-artifact.ts';
export { findModel } from './catalogue/find-model.ts';
export { findVersion } from './catalogue/find-version.ts';
export { readLineage, type Ancestor } from './catalogue/lineage.ts';
export { artifactsByRun } from './catalogue/artifacts-of-run.ts';
export { findRun, listRuns } from './catalogue/find-run.ts';
export { canonicalJson, hashJson } from './canonical-json.ts';
export { ArtifactError } from './errors.ts';
export { collectGarbage } from './gc/collect.ts';
export { findGarbage, type Garbage, type GarbageKind, type GarbageOptions } from './gc/garbage.ts';
export { openRunsElsewhere, publishOpenRuns } from './gc/open-elsewhere.ts';
export { DEFAULT_KEEP, type KeepRules, type OpenRun } from './gc/keep.ts';
export { tallyGarbage, type GarbageCount } from './gc/tally.ts';
export { refsIn } from './refs-in.ts';
export { homeId, sightlineHome, type Home } from './home.ts';
export { storeLocation } from './location.ts';
export { removeLeftovers, temporaryPrefix } from './store/leftovers.ts';
export { readSources, writeSources } from './modules/kept-sources.ts';
export { loadExport, type LoadedExport } from './modules/load-export.ts';
export { loadModule, type ProvidedModules } from './modules/load-module.ts';
export { hashSources, type ModuleSources, readModuleSources } from './modules/module-sources.ts';
export { openRegistry, type Registry } from './registry.ts';
export { findResult, runStage, stageKey } from './run-stage.ts';
export {
  createContext,
  defineStage,
  lineageOf,
  type Logger,
  type Stage,
  type StageContext,
  type StageFunction,
} from './stage.ts';
export { probeStore } from './store/probe.ts';
export { localBackend } from './store/local-backend.ts';
export { openStore } from './store/store.ts';
