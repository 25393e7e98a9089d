import { type Finding, type ScrubCheckName, scrubCheckSchema } from '@sightline/contracts';
import { csv } from '@sightline/contracts/csv';

/** What one check of `scrub` found in a dataset, and what was done about it. */
export interface FoundByCheck {
  readonly check: ScrubCheckName;
  readonly flagged: number;
  readonly quarantined: number;
  /** The worst first, then in the order of the samples. */
  readonly findings: readonly Finding[];
}

/** Findings by check, in the order in which the checks run; those that found nothing are left out. */
export function findingsByCheck(findings: readonly Finding[]): FoundByCheck[] {
  return scrubCheckSchema.options.flatMap((check) => {
    const own = findings.filter((finding) => finding.check === check);
    if (own.length === 0) return [];
    const quarantined = own.filter(({ action }) => action === 'quarantine').length;
    const worstFirst = own.toSorted((one, other) => one.score - other.score);
    return [{ check, flagged: own.length - quarantined, quarantined, findings: worstFirst }];
  });
}

/** Findings as CSV, with a row of names: `findings.csv` of a run's folder. */
export function findingsCsv(findings: readonly Finding[]): string {
  return csv(
    ['sample', 'check', 'score', 'action', 'reason', 'detail', 'partner'],
    findings.map(({ sample, check, score, action, reason, detail, partner = '' }) => {
      return [sample, check, score, action, reason, detail, partner];
    }),
  );
}
