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
    ];
    expect(await decodeFindings(encodeFindings(findings))).toEqual(findings);
    expect(await decodeFindings(encodeFindings([]))).toEqual([]);
  });
});
