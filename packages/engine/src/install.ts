import { installTensorflow, type InstalledTensorflow, type OnProgress } from '@sightline/native';
import { bindingPackage } from './binding-package.ts';

/**
 * Installs TensorFlow, builds its binding and links both, each step skipped when done. Its own entry point
 * (`@sightline/engine/install`), because `@sightline/engine` itself loads TensorFlow.
 *
 * @throws NativeError
 */
export function installEngine(onProgress?: OnProgress): Promise<InstalledTensorflow> {
  return installTensorflow({ packageFolder: bindingPackage, ...(onProgress ? { onProgress } : {}) });
}
