import type { Finding } from '@sightline/contracts';
import { decodeFindings, encodeFindings } from './findings-file.ts';

describe('findings.parquet', () => {
  it('gives back what was written, none too', async () => {
    const findings: Finding[] = [
      {
        sample: 'größe/1.png',
        check: 'exactDuplicates',
        score: 0.1,
        reason: 'exact-duplicate',
        detail: '–',
        action: 'flag',
      },
      {
        sample: 'größe/2.png',
        check: 'nearDuplicates',
        score: 0.5,
        reason: 'near-duplicate',
        detail: '',
        partner: 'größe/1.png',
        action: 'quarantine',
      },
    ];
    expect(await decodeFindings(encodeFindings(findings))).toEqual(findings);
    expect(await decodeFindings(encodeFindings([]))).toEqual([]);
  });
});
