import type { PreprocessSettings } from '@sightline/contracts';

/** The weights of one layer, in the layer's order. */
export interface StoredLayer {
  readonly name: string;
  readonly weights: readonly StoredWeight[];
}

export interface StoredWeight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The layers of a file that have weights. */
export interface StoredLayers {
  readonly layers: readonly StoredLayer[];
  /** Whether they are in the order of the network: not every format keeps it. */
  readonly isOrdered: boolean;
}

/** Weights that were found, before they are read. */
export interface FoundWeights {
  /** For messages: where they are. */
  readonly name: string;
  /** Of their content: what a stage's key depends on. */
  readonly sha256: string;
  /** The input that they were trained on, where that is known. */
  readonly preprocess?: PreprocessSettings;
  /** @throws ModelsError `models/unreadable-weights` */
  read(): Promise<StoredLayers>;
}

/** The layer that a weight belongs to, by the weight's name: `conv1` of `conv1/kernel`. */
export function layerOf(weight: string): string {
  return weight.split('/', 1)[0] as string;
}

/** Weights by the layers that they belong to, in the order of each layer's first weight. */
export function byLayer(weights: readonly (StoredWeight & { readonly path: string })[]): StoredLayer[] {
  const layers = new Map<string, StoredWeight[]>();
  for (const { path, ...weight } of weights) {
    const layer = layerOf(path);
    layers.set(layer, [...(layers.get(layer) ?? []), weight]);
  }
  return [...layers].map(([name, its]) => ({ name, weights: its }));
}
