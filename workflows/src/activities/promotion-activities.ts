import { createContext, openRegistry, openStore, runStage } from '@sightline/artifacts';
import type { PromoteInput, Promotion, RollbackInput } from '@sightline/contracts';
import { stages } from '../stages/stages.ts';
import { toFailure } from './failure.ts';

/** What the workflow of a model's promotions asks of a worker. Each may be done again: it changes nothing twice. */
export interface PromotionActivities {
  /** The version that an alias points at; null before its first promotion. */
  currentVersion(of: Pick<PromoteInput, 'name' | 'alias'>): Promise<number | null>;
  promoteVersion(input: PromoteInput): Promise<Promotion>;
  rollbackVersion(input: RollbackInput): Promise<Promotion>;
}

/** @param root of the artifact store */
export function createPromotionActivities(root: string): PromotionActivities {
  const registry = openRegistry(openStore(root));
  const context = createContext({ root });
  const fail = (error: unknown): never => {
    throw toFailure(error);
  };
  return {
    currentVersion: async ({ name, alias }) => (await registry.alias(name, alias).catch(fail))?.version ?? null,
    promoteVersion: (input) => runStage(stages.promote, input, context).catch(fail),
    rollbackVersion: (input) => registry.rollback(input).catch(fail),
  };
}
