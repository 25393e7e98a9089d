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

/** What a network must end in: an entry of `heads` of @sightline/models. */
export type HeadSpec = DenseHead | EmbeddingHead | CosinesHead;
