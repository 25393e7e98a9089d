import type { Finding, Quarantined, Sample, ScrubCheckName, ScrubPolicy } from '@sightline/contracts';
import { IngestError } from '../errors.ts';
import type { Evidence, CheckFinding } from './checks/check.ts';
import { CHECKS } from './checks/checks.ts';

/** What the checks found, and who is left. */
export interface Inspection {
  kept: Sample[];
  quarantined: Quarantined[];
  findings: Finding[];
  /** How many samples share what is then no finding, by the check that looked for it. */
  prevalent: Partial<Record<ScrubCheckName, number>>;
}

/** The checks that a policy does not ignore, in order. */
export function checksOf(policy: ScrubPolicy): ScrubCheckName[] {
  return (Object.keys(CHECKS) as ScrubCheckName[]).filter((name) => policy[name] !== 'ignore');
}

/**
 * Runs the checks that a policy does not ignore.
 *
 * @throws IngestError when a check whose policy is `fail` finds anything
 */
export function inspectSamples(samples: readonly Sample[], policy: ScrubPolicy, evidence: Evidence): Inspection {
  const trusted = new Set(policy.keep);
  const findings: Finding[] = [];
  const prevalent: Inspection['prevalent'] = {};
  const aside = new Map<string, CheckFinding>();
  let kept = [...samples];
  for (const name of checksOf(policy)) {
    const action = policy[name];
    if (action === 'ignore') continue;
    const found = CHECKS[name].find(kept, evidence).filter(({ sample }) => !trusted.has(sample));
    if (action === 'fail') {
      if (found.length > 0) throw failureOf(name, found);
      continue;
    }
    if (action === 'flag' && CHECKS[name].canPrevail && found.length > policy.thresholds.prevalence * kept.length) {
      prevalent[name] = found.length;
      continue;
    }
    for (const one of found) findings.push({ ...one, check: name, action });
    if (action === 'flag') continue;
    for (const one of found) aside.set(one.sample, one);
    kept = kept.filter(({ id }) => !aside.has(id));
  }
  const quarantined = samples.flatMap((sample): Quarantined[] => {
    const found = aside.get(sample.id);
    return found ? [{ path: sample.id, reason: found.reason, detail: found.detail, sample }] : [];
  });
  return { kept, quarantined, findings, prevalent };
}

function failureOf(name: ScrubCheckName, found: readonly CheckFinding[]): IngestError {
  const { fault, failure } = CHECKS[name];
  const [first] = found;
  return new IngestError(
    failure,
    `${found.length} images ${fault}, ${first?.sample} for one: ${first?.detail} ` +
      `Remove them, name those that are right in "keep", or set ${name} to "quarantine", "flag" or "ignore".`,
  );
}
