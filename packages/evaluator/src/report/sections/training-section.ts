import { type FitSpec, formatValue, networkName, wordsOf } from '@sightline/contracts';
import { inlineSvg } from '../../chart/drawing.ts';
import { trainingCurves } from '../../chart/training-curves.ts';
import { markup, type Markup } from '../../markup/markup.ts';
import type { ReportData } from '../report-data.ts';
import { formatSettings } from '../settings.ts';
import { table } from '../../markup/table.ts';

/** By what the best epoch was chosen, and what it came to. */
function bestOf({ history: { bestEpoch, epochs }, training: { fit } }: ReportData): string {
  const monitor = fit.earlyStopping?.monitor ?? 'validationLoss';
  const best = epochs.find(({ epoch }) => epoch === bestEpoch);
  const values = Object.entries(best?.validation ?? {}).map(
    ([name, value]) => `${wordsOf(name)} ${formatValue(value)}`,
  );
  return `By ${wordsOf(monitor)}, epoch ${bestEpoch} was the best: validation ${values.join(', ')}.`;
}

/** Training: curves, settings, layers. */
export function trainingSection(data: ReportData): Markup {
  const { history, training, model } = data;
  const { fit } = training;
  const restored = fit.restoreBestWeights
    ? 'The model has the weights of that epoch.'
    : 'The model has the weights of the last epoch.';
  return markup`<section><h2>Training</h2>
<p>${bestOf(data)} ${restored}</p>
<div class="charts">${trainingCurves(history).map(inlineSvg)}</div>
<div class="beside"><div><h3>Network</h3><pre
  tabindex="0"><code>${model.trimEnd()}</code></pre></div><div><h3>Settings</h3>
${table({
  columns: [{ name: 'Setting' }, { name: 'Value' }],
  rows: [
    ['task', formatSettings(training.task)],
    ['architecture', networkName(training.model)],
    ...custom(fit),
    ['optimizer', formatSettings(fit.optimizer)],
    ['schedule', formatSettings(fit.schedule)],
    ['batch size', String(fit.batchSize)],
    ['epochs', `${history.epochs.length} of at most ${fit.epochs}`],
    ['sampler', formatSettings(training.sampler)],
    ['precision', fit.precision],
    ['early stopping', fit.earlyStopping ? formatSettings(fit.earlyStopping) : 'none'],
    ['seed', String(training.seed)],
  ],
})}</div></div></section>`;
}

function custom({ loss, metrics = {}, callbacks = [] }: FitSpec): [string, string][] {
  const figures = Object.entries(metrics).map(([name, metric]) => `${wordsOf(name)}: ${formatSettings(metric)}`);
  return [
    ...(loss ? [['loss', formatSettings(loss)] as [string, string]] : []),
    ...figures.map((figure): [string, string] => ['figure', figure]),
    ...callbacks.map((callback): [string, string] => ['callback', formatSettings(callback)]),
  ];
}
