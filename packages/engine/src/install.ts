import { stageTensorflow, type OnProgress, type StagedTensorflow } from '@sightline/native';
import { bindingPackage } from './binding-package.ts';

/**
 * Stages TensorFlow, builds its binding and links both, each step skipped when done. Its own entry point (`@sightline/engine/install`), because
 * `@sightline/engine` itself loads TensorFlow.
 *
 * @throws NativeError
 */
export function stageEngine(onProgress?: OnProgress): Promise<StagedTensorflow> {
  return stageTensorflow({ packageFolder: bindingPackage, ...(onProgress ? { onProgress } : {}) });
}
