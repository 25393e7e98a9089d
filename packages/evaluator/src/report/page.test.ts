import { approvalSchema } from '@sightline/contracts';
import { reportPage } from './page.ts';
import { reportDataFixture } from './report-data.fixture.ts';

describe('reportPage', () => {
  const data = reportDataFixture();
  const page = reportPage(data);

  it('says the outcome, the headline figures, each stage and each class', () => {
    expect(page).toContain('Promoted as version 3');
    expect(page).toContain('421,642');
    expect(page).toContain('accuracy 0.9907 ≥ 0.985');
    for (const { stage } of data.run.stages) expect(page).toContain(`<b>${stage}<span>`);
    for (const label of data.evaluation.targetNames) expect(page).toContain(`<th scope="row">${label}</th>`);
    for (const { id } of Object.values(data.run.artifacts)) expect(page).toContain(id);
  });

  it('says how the data were divided, normalized and augmented', () => {
    expect(page).toContain('(value / 255 - mean) / std, mean 0.1307, std 0.3081. Split: stratified.');
    expect(page).toContain(
      'oneOf (transforms [invert (probability 0.5), gaussianNoise (sigma [0.02, 0.02], probability 1)]',
    );
    expect(page).toContain('then mixed by mixUp (alpha 0.2, probability 1)');
  });

  it('says where there were no test samples, so that the figures are of validation', () => {
    expect(page).not.toContain('There are no test samples');
    expect(reportPage({ ...data, evaluation: { ...data.evaluation, split: 'validation' } })).toContain(
      'There are no test samples: these figures are of the validation split',
    );
  });

  it('counts what scrub found by check and by what was done, and shows the worst with what they repeat', () => {
    expect(page).toMatch(/<th scope="row">near duplicates<\/th><td\s+class="number">1,200<\/td>/);
    expect(page).toMatch(/<th scope="row">all<\/th><td\s+class="number">1,201<.*>1,200<.*>1<\/td>/s);
    expect(page).toContain('Near duplicates: the worst 8 of 1,200');
    expect(page.match(/alt="near duplicates: /g)).toHaveLength(8);
    expect(page.match(/alt="what it is compared with: /g)).toHaveLength(8);
    expect(page).toMatch(/<b>0\.00<\/b> quarantined\. The label is empty\./);
    expect(page).toContain('Not looked for, as the specification says: outliers.');
  });

  it('says when scrub found nothing', () => {
    expect(reportPage({ ...data, findings: [] })).toContain('The checks found nothing. Not looked for');
  });

  it('says why a gate refused', () => {
    const checks = [
      {
        rule: 'minimum',
        figure: 'accuracy',
        passed: false,
        received: 0.97,
        required: 0.985,
        message: 'accuracy 0.97 < 0.985',
      },
    ];
    const { model: _, ...run } = data.run;
    const refused = reportPage({
      ...data,
      run: { ...run, outcome: 'refused-by-gate', gate: { passed: false, checks } },
    });
    expect(refused).toMatch(/Refused by the gate<\/span> <span>accuracy 0\.97 &lt; 0\.985/);
  });

  it('says who decided about a version, when and why', () => {
    const at = Date.UTC(2026, 10, 30, 9);
    const asked = { at, model: { name: 'digits', version: 7 }, alias: 'production', until: at, otherwise: 'reject' };
    const answer = { at, decision: 'reject', who: 'ada', why: 'mistakes <1> for 7' } as const;
    const approvals = [
      { ...asked, production: 5, answer: { ...answer, decision: 'approve' as const } },
      { ...asked, production: 6, answer },
    ].map((each) => approvalSchema.parse(each));
    const rejected = reportPage({
      ...data,
      run: { ...data.run, outcome: 'rejected', reason: 'ada rejected it', approvals },
    });
    expect(rejected).toMatch(/Rejected<\/span> <span>ada rejected it/);
    expect(rejected).toMatch(/✓ yes.*ada approved digits version 7.* 2026-11-30 09:00 UTC; production was version 5/s);
    expect(rejected).toMatch(/✗ no.*ada rejected digits version 7: mistakes &lt;1&gt; for 7/s);
    expect(page).not.toContain('<h2>Approval');
  });

  it('shows hostile file names as text', () => {
    expect(page).not.toMatch(/<script|<img src=x/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('needs nothing outside itself', () => {
    const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"|url\(([^)]*)\)/g)].map(
      (match) => match[1] ?? match[2] ?? '',
    );
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses.filter((address) => !address.startsWith('data:image/png;base64,'))).toEqual([]);
    expect(page).not.toMatch(/<link|@import|NaN|undefined/);
  });

  it('closes every element it opens and gives every picture words', () => {
    const open: string[] = [];
    for (const [, slash, name, rest] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^>"])*)>/gi)) {
      if (slash) expect(open.pop()).toBe(name);
      else if (!rest?.endsWith('/') && !['meta', 'img'].includes(name!)) open.push(name!);
    }
    expect(open).toEqual([]);
    for (const [image] of page.matchAll(/<img [^>]*>/g)) expect(image).toMatch(/alt="[^"]+"/);
    for (const [svg] of page.matchAll(/<svg class="chart"[^>]*>/g)) expect(svg).toMatch(/aria-label="[^"]+"/);
  });

  it('manages with nothing quarantined, no mistake and no preview', () => {
    const exhibits = data.evaluation.exhibits.map((exhibit) =>
      exhibit.kind === 'gallery' ? { ...exhibit, items: [] } : exhibit,
    );
    const evaluation = { ...data.evaluation, exhibits };
    const clean = reportPage({ ...data, quarantined: [], evaluation, preview: undefined, engine: undefined });
    expect(clean).toContain('None on this split.');
    expect(clean).not.toContain('undefined');
  });

  it('shows augmented samples only where samples are augmented', () => {
    const { pipeline } = data;
    const pageOf = (changes: Partial<typeof pipeline>): string => {
      return reportPage({ ...data, pipeline: { ...pipeline, ...changes } });
    };
    expect(pageOf({ augment: [] })).toContain('no transforms; then mixed by mixUp');
    expect(pageOf({ augment: [], mix: [] })).not.toContain('Augmented samples');
  });
});
