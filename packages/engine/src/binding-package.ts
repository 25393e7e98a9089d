import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** The folder of the `@tensorflow/tfjs-node-gpu` that this package uses. */
export const bindingPackage = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'));
