import type { CustomModule, FitSpec } from '@sightline/contracts';

export type CustomSpec = Pick<FitSpec, 'loss' | 'metrics' | 'callbacks'>;

/** What the custom loss of a training is kept under. */
export const LOSS_USE = 'loss';
export const metricUse = (name: string) => `metrics/${name}`;
export const callbackUse = (place: number) => `callbacks/${place}`;

/** What a spec names, by what it is for: under these names the sources are kept beside the model. */
export function customUses({ loss, metrics = {}, callbacks = [] }: CustomSpec): Record<string, CustomModule> {
  return {
    ...(loss && { [LOSS_USE]: loss }),
    ...Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [metricUse(name), metric])),
    ...Object.fromEntries(callbacks.map((callback, place) => [callbackUse(place), callback])),
  };
}
