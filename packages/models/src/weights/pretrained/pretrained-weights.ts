import type { ArchitectureName, PreprocessSettings } from '@sightline/contracts';
import type { StoredLayers } from '../stored-weights.ts';

/** Weights of others for an architecture of the zoo, in a package that is installed when it is wanted. */
export interface Pretrained {
  readonly architecture: ArchitectureName;
  /** Of npm, and the version whose weights are meant. */
  readonly version: string;
  /** Of the weights, by SPDX. */
  readonly licence: string;
  /** Who trained them, and on what. */
  readonly reference: string;
  /** The input that they were trained on. */
  readonly preprocess: PreprocessSettings;
  /** sha256 of what `files` gives. */
  readonly sha256: string;
  /** @param require of where the package is installed. @throws as `require` does */
  files(require: NodeJS.Require): Promise<PackageFiles>;
  /** By the names of the architecture's layers. @throws ModelsError `models/unreadable-weights` */
  read(files: PackageFiles): Promise<StoredLayers>;
}

/** A `model.json` of tfjs, parsed, and its weights. */
export interface PackageFiles {
  readonly json: unknown;
  readonly bytes: Uint8Array;
}
