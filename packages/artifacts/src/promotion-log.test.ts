import type { Promotion } from '@sightline/contracts';
import fc from 'fast-check';
import { currentVersion, rollbackOf, versionBefore } from './promotion-log.ts';

const VERSIONS = [1, 2, 3];

/** A log of promotions and, where there is somewhere to go back to, rollbacks of one alias. */
const logs = fc.array(fc.oneof(fc.constantFrom(...VERSIONS), fc.constant('rollback' as const))).map((steps) => {
  const log: Promotion[] = [];
  for (const step of steps) {
    const from = currentVersion(log, 'production');
    const to = step === 'rollback' ? versionBefore(log, 'production') : step;
    if (to !== undefined && to !== from)
      log.push({ ...entry, sequence: log.length + 1, from, to, action: step === 'rollback' ? 'rollback' : 'promote' });
  }
  return log;
});
const entry = { name: 'digits', alias: 'production', who: 'ada', why: 'better', gatePassed: true, at: '' };

describe('the promotion log', () => {
  it('never calls the version rolled back that an alias points at', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const current = currentVersion(log, 'production');
        expect(current === null ? undefined : rollbackOf(log, 'production', current)).toBeUndefined();
      }),
    );
  });

  it('calls a version rolled back from its rollback until the alias comes back to it', () => {
    fc.assert(
      fc.property(logs, fc.constantFrom(...VERSIONS), (log, version) => {
        const isRolledBack = log.reduce((held, { action, from, to }) => {
          if (to === version) return false;
          return held || (action === 'rollback' && from === version);
        }, false);
        expect(rollbackOf(log, 'production', version) !== undefined).toBe(isRolledBack);
      }),
    );
  });

  it('keeps aliases apart', () => {
    const log: Promotion[] = [
      { ...entry, sequence: 1, from: null, to: 1, action: 'promote' },
      { ...entry, sequence: 2, from: 1, to: 2, action: 'promote' },
      { ...entry, sequence: 3, from: 2, to: 1, action: 'rollback' },
    ];
    expect(rollbackOf(log, 'production', 2)).toMatchObject({ sequence: 3 });
    expect(rollbackOf(log, 'staging', 2)).toBeUndefined();
    expect(currentVersion(log, 'staging')).toBeNull();
  });
});
