import { openRegistry } from '@sightline/artifacts';
import type { TriggerKind, TriggerOf } from './trigger-kind.ts';

/** The newest promotion of another model; those from before its triggers were applied are not told. */
export const promotion: TriggerKind<TriggerOf<'promotion'>> = {
  keyOf: ({ model, sequence }) => `${model}/${sequence}`,
  watch({ pipeline, appliedAt }, { artifacts }) {
    const wanted = pipeline.triggers.promotion;
    if (!wanted) return undefined;
    const registry = openRegistry(artifacts);
    let told = 0;
    return async () => {
      const log = await registry.promotions(wanted.model);
      const newest = log.findLast(({ alias, action }) => alias === wanted.alias && action === 'promote');
      if (!newest || newest.sequence <= told || Date.parse(newest.at) < appliedAt) return undefined;
      told = newest.sequence;
      return { kind: 'promotion', ...wanted, version: newest.to, sequence: newest.sequence };
    };
  },
};
