export type { ByteBackend, ReceivedBytes } from './byte-backend.ts';
export { canonicalJson, hashJson } from './canonical-json.ts';
export { ArtifactError } from './errors.ts';
export { sightlineHome, type Home } from './home.ts';
export { removeLeftovers, temporaryPrefix } from './leftovers.ts';
export { openRegistry, type Registry } from './registry.ts';
export { runStage, stageKey } from './run-stage.ts';
export { createContext, defineStage, lineageOf, type Logger, type Stage, type StageContext } from './stage.ts';
export { type ArtifactStore, type ArtifactWriter, openStore, type Pointer } from './store.ts';
