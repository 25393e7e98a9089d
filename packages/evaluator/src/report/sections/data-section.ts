import { SPLITS, valueOf } from '@sightline/contracts';
import { formatNormalization, formatSplit } from '@sightline/ingest/format-preparation';
import { inlineSvg } from '../../chart/drawing.ts';
import { stackedBars } from '../../chart/stacked-bars.ts';
import { markup, type Markup } from '../../markup/markup.ts';
import { dataUri } from '../../markup/data-uri.ts';
import { count, plural } from '../format.ts';
import type { ReportData } from '../report-data.ts';
import { formatSettings } from '../settings.ts';
import { table } from '../../markup/table.ts';

const LISTED = 100;

/** The data: class balance by split, image sizes, quarantined files, augmented samples. */
export function dataSection(data: ReportData): Markup {
  const { statistics, preview, preprocess, pipeline } = data;
  const { splits, width, height } = statistics;
  const bars = stackedBars({
    label: `Samples of each class by split. ${Object.entries(statistics.classes)
      .map(([label, samples]) => `${label}: ${samples}`)
      .join(', ')}.`,
    parts: [
      { name: 'train', tone: 'blue' },
      { name: 'validation', tone: 'vermillion' },
      { name: 'test', tone: 'green' },
    ],
    rows: Object.keys(statistics.classes).map((name) => ({
      name,
      values: SPLITS.map((split) => valueOf(splits[split]?.classes ?? {}, name) ?? 0),
    })),
    width: 600,
  });
  const splitRows = SPLITS.map((split) => [split, count(splits[split]?.samples ?? 0)]);
  const hasClasses = Object.keys(statistics.classes).length > 0;
  const columns = [{ name: 'Split' }, { name: 'Samples', isNumber: true }];
  const frames = 'frames' in preprocess ? `${preprocess.frames} frames of ` : '';
  const size = `${frames}${preprocess.width} × ${preprocess.height}`;
  const colour = preprocess.channels === 1 ? 'grey' : 'colour';
  return markup`<section><h2>Data</h2>
<div class="beside">${hasClasses ? markup`<div>${inlineSvg(bars)}</div>` : ''}<div>
${table({ columns, rows: splitRows, foot: ['all', count(statistics.samples)] })}
<p class="note">Images of ${range(width)} × ${range(height)} pixels, brought to ${size}, ${colour};
  a model is given ${formatNormalization(preprocess)}. Split: ${formatSplit(pipeline.split)}.</p>
</div></div>
${
  preview && isAugmented(data)
    ? markup`<h3>Augmented samples</h3><p
  class="note">As the network sees them in training: ${augmentation(data)}.</p><img class="preview"
  src="${dataUri(preview)}" alt="Samples of each class, as they are and augmented">`
    : undefined
}
${quarantine(data)}</section>`;
}

function isAugmented({ pipeline: { augment, mix = [] } }: ReportData): boolean {
  return augment.length > 0 || mix.length > 0;
}

function augmentation({ pipeline: { augment, mix = [] } }: ReportData): string {
  const transforms = augment.map(formatSettings).join(', ') || 'no transforms';
  return mix.length > 0 ? `${transforms}; then mixed by ${mix.map(formatSettings).join(', ')}` : transforms;
}

function range({ minimum, maximum }: { minimum: number; maximum: number }): string {
  return minimum === maximum ? String(minimum) : `${minimum}–${maximum}`;
}

function quarantine({ quarantined }: ReportData): Markup {
  if (quarantined.length === 0) return markup`<h3>Quarantined files</h3><p class="note">None.</p>`;
  const more = quarantined.length > LISTED ? `; the first ${LISTED} here, all in quarantine.csv` : '';
  return markup`<h3>Quarantined files</h3>${table({
    caption: `${plural(quarantined.length, 'file')} set aside and not used${more}.`,
    columns: [{ name: 'File' }, { name: 'Reason' }, { name: 'Detail' }],
    rows: quarantined.slice(0, LISTED).map(({ path, reason, detail }) => [path, reason.replaceAll('-', ' '), detail]),
  })}`;
}
