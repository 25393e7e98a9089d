/** The weights of one layer, in the layer's order. */
export interface StoredLayer {
  readonly name: string;
  readonly weights: readonly StoredWeight[];
}

export interface StoredWeight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Weights that were found, before they are read. */
export interface FoundWeights {
  /** For messages: where they are. */
  readonly name: string;
  /** Of their content: what a stage's key depends on. */
  readonly sha256: string;
  /** Layers in the order of the network. @throws ModelsError `models/unreadable-weights` */
  read(): Promise<readonly StoredLayer[]>;
}

/** The layer that a weight belongs to, by the weight's name: `conv1` of `conv1/kernel`. */
export function layerOf(weight: string): string {
  return weight.split('/', 1)[0] as string;
}
