import type { Finding } from '@sightline/contracts';
import type { FoundByCheck } from '@sightline/ingest/findings';

/** Of each check, so that one which finds thousands leaves room for the others. */
const SHOWN = 8;

/** The findings that a report shows in pictures, by check: the worst, of samples that repeat one another only one. */
export function shownFindings({ findings }: Pick<FoundByCheck, 'findings'>): Finding[] {
  const seen = new Set<string>();
  const shown: Finding[] = [];
  for (const finding of findings) {
    if (shown.length === SHOWN) break;
    const { sample, partner } = finding;
    if (partner !== undefined && (seen.has(sample) || seen.has(partner))) continue;
    if (partner !== undefined) seen.add(sample).add(partner);
    shown.push(finding);
  }
  return shown;
}
