import { createContext, type Home } from '@sightline/artifacts';
import type { Promotion, StageRequests } from '@sightline/contracts';
import { withWorker } from './temporal.ts';

/**
 * Points an alias at a version: in its turn where a worker makes the promotions of the home, else directly. Of two that
 * come at once the promotion log takes one either way.
 *
 * @throws what the promotion is refused with
 */
export async function promoteIn(home: Home, request: StageRequests['promote']): Promise<Promotion> {
  const made = await withWorker(home, async (client) => {
    const { promoteModel } = await import('@sightline/workflows');
    return promoteModel(client, request, home);
  });
  if (made) return made;
  const { promote } = await import('@sightline/deployer');
  return promote(request, createContext({ root: home.root }));
}

/** Moves an alias back to its previous version, in the same way. */
export async function rollbackIn(
  home: Home,
  request: Pick<StageRequests['promote'], 'name' | 'alias' | 'who' | 'why'>,
): Promise<Promotion> {
  const made = await withWorker(home, async (client) => {
    const { rollbackModel } = await import('@sightline/workflows');
    return rollbackModel(client, request, home);
  });
  if (made) return made;
  const { rollback } = await import('@sightline/deployer');
  return rollback(request, createContext({ root: home.root }));
}
