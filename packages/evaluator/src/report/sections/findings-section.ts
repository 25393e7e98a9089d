import { scrubCheckSchema, wordsOf } from '@sightline/contracts';
import { type FoundByCheck, findingsByCheck } from '@sightline/ingest/findings';
import { dataUri } from '../../markup/data-uri.ts';
import { markup, type Markup } from '../../markup/markup.ts';
import { table } from '../../markup/table.ts';
import { count } from '../format.ts';
import type { ReportData } from '../report-data.ts';
import { shownFindings } from '../shown-findings.ts';

/** What `scrub` found in the data: counts by check and by what was done, then the worst samples of each check. */
export function findingsSection(data: ReportData): Markup {
  const found = findingsByCheck(data.findings);
  const ignored = scrubCheckSchema.options.filter((check) => data.pipeline.scrub[check] === 'ignore');
  const leftOut =
    ignored.length > 0 && markup` Not looked for, as the specification says: ${ignored.map(wordsOf).join(', ')}.`;
  if (found.length === 0)
    return markup`<section><h2>Findings</h2><p class="note">The checks found nothing.${leftOut || ''}</p></section>`;
  const sum = (numbers: readonly number[]) => count(numbers.reduce((total, number) => total + number, 0));
  return markup`<section><h2>Findings</h2>
<div class="brief">${table({
    columns: [
      { name: 'Check' },
      { name: 'Found', isNumber: true },
      { name: 'Flagged', isNumber: true },
      { name: 'Quarantined', isNumber: true },
    ],
    rows: found.map(({ check, flagged, quarantined }) => [
      wordsOf(check),
      ...[flagged + quarantined, flagged, quarantined].map(count),
    ]),
    foot: [
      'all',
      count(data.findings.length),
      sum(found.map(({ flagged }) => flagged)),
      sum(found.map(({ quarantined }) => quarantined)),
    ],
  })}</div>
<p class="note">A flagged sample was used, a quarantined one was not. A score ranges from 0, as bad as can be, to 1.
  Of two pictures the left one is the sample, the right one what it repeats.
  All findings: findings.csv, or <code>sightline findings ${data.run.runId}</code>.${leftOut || ''}</p>
${found.map((one) => worstOf(one, data))}</section>`;
}

function worstOf(found: FoundByCheck, { pictures }: ReportData): Markup {
  const shown = shownFindings(found);
  const words = wordsOf(found.check);
  const which =
    shown.length < found.findings.length ? `: the worst ${shown.length} of ${count(found.findings.length)}` : '';
  const picture = (sample: string, what: string) => {
    const png = pictures.get(sample);
    return png && markup`<img src="${dataUri(png)}" alt="${what}: ${sample}">`;
  };
  return markup`<h3>${words.charAt(0).toUpperCase() + words.slice(1)}${which}</h3><ul
    class="gallery ${shown.some(({ partner }) => partner !== undefined) ? 'pairs' : ''}">${shown.map(
      ({ sample, partner, score, detail, action }) => markup`<li><div>${picture(sample, words)}${
        partner && picture(partner, 'what it is compared with')
      }</div><p><b>${score.toFixed(2)}</b> ${action === 'flag' ? 'flagged' : 'quarantined'}. ${detail}</p><p
        class="file">${sample}</p></li>`,
    )}</ul>`;
}
