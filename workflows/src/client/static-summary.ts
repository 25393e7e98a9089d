import type { Pipeline } from '@sightline/contracts';

/** What Temporal's web page says of a run from its begin. */
export function staticSummaryOf({ name, deploy }: Pipeline): string {
  return `Pipeline ${name}, model ${deploy.name}`;
}
