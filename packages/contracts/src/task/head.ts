/** A dense layer of `units` numbers. `name` is that of the last layer, so of the network's output. */
export interface DenseHead {
  readonly kind: 'dense';
  readonly name: string;
  readonly units: number;
  readonly activation: 'softmax' | 'sigmoid' | 'linear';
}

/** A dense layer whose row of `units` numbers is scaled to the length 1. */
export interface EmbeddingHead {
  readonly kind: 'embedding';
  readonly name: string;
  readonly units: number;
}

/** The cosines between a row and a trained direction for each of `units` classes. */
export interface CosinesHead {
  readonly kind: 'cosines';
  readonly name: string;
  readonly units: number;
}

/** A softmax over the cosines between a row and the mean direction of each of `units` classes. */
export interface PrototypesHead {
  readonly kind: 'prototypes';
  readonly name: string;
  readonly units: number;
  /** What the cosines are divided by: the lower, the surer. */
  readonly temperature: number;
}

/** What part of the `neighbours` most similar rows of an index, by cosine, are of each of `units` classes. */
export interface NearestNeighboursHead {
  readonly kind: 'nearestNeighbours';
  readonly name: string;
  readonly units: number;
  /** Rows of the index: the training samples. */
  readonly samples: number;
  readonly neighbours: number;
}

/** Heads that are computed from the trunk's outputs for the training samples, not trained step by step. */
export type ComputedHead = PrototypesHead | NearestNeighboursHead;

/** What a network must end in: an entry of `heads` of @sightline/models. */
export type HeadSpec = DenseHead | EmbeddingHead | CosinesHead | ComputedHead;
