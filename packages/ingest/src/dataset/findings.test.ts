import type { Finding } from '@sightline/contracts';
import { findingsByCheck } from './findings.ts';

const dark = (sample: string, score: number, action: Finding['action']): Finding => {
  return { sample, check: 'dark', score, reason: 'dark', detail: '', action };
};

describe('findings by check', () => {
  it('are counted by what was done about them, the worst first', () => {
    const findings: Finding[] = [
      { ...dark('e', 0.5, 'quarantine'), check: 'outliers', reason: 'outlier' },
      dark('a', 0.2, 'flag'),
      dark('b', 0.1, 'quarantine'),
      dark('c', 0.1, 'flag'),
    ];
    const [first, second, ...others] = findingsByCheck(findings);
    expect(first).toMatchObject({ check: 'dark', flagged: 2, quarantined: 1 });
    expect(first?.findings.map(({ sample }) => sample)).toEqual(['b', 'c', 'a']);
    expect(second).toMatchObject({ check: 'outliers', flagged: 0, quarantined: 1 });
    expect(others).toEqual([]);
  });
});
