import type { Client } from '@temporalio/client';
import { openStore } from '@sightline/artifacts';
import type { Places } from '../activities/activities.ts';
import { triggersOf } from './applied.ts';
import { type Fired, fire } from './fire.ts';
import { openFirings } from './firings.ts';

/**
 * Fires for a pipeline whose triggers are applied, as its other triggers do.
 *
 * @param options.key its idempotency key: calls with the same key start only one run
 * @throws WorkflowsError `workflows/trigger-not-found`
 */
export async function fireByHand(
  client: Client,
  name: string,
  { home, key }: { home: Places; key?: string | undefined },
): Promise<Fired> {
  const triggered = await triggersOf(name, home);
  const firer = { client, home, firings: openFirings(openStore(home.root)) };
  return fire({ kind: 'by-hand', ...(key !== undefined && { key }) }, triggered, firer);
}
