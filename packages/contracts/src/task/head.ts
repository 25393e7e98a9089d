/**
 * What a network must end in: an entry of `heads` of @sightline/models. `name` is that of its last layer, so of the
 * network's output.
 */
export type HeadSpec =
  /** A dense layer of `units` numbers. */
  | {
      readonly kind: 'dense';
      readonly name: string;
      readonly units: number;
      readonly activation: 'softmax' | 'sigmoid' | 'linear';
    }
  /** A dense layer whose row of `units` numbers is scaled to the length 1. */
  | { readonly kind: 'embedding'; readonly name: string; readonly units: number };
