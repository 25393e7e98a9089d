import { inlineSvg } from '../chart/drawing.ts';
import { bestEpoch, trainingCurves } from '../chart/training-curves.ts';
import { markup, type Markup } from '../markup.ts';
import { percent } from './format.ts';
import type { ReportData } from './report-data.ts';
import { formatSettings } from './settings.ts';
import { table } from './table.ts';

/** Training: curves, settings, layers. */
export function trainingSection({ history, training, model }: ReportData): Markup {
  const best = bestEpoch(history);
  const { fit } = training;
  const restored = fit.restoreBestWeights
    ? 'The model has the weights of that epoch.'
    : 'The model has the weights of the last epoch.';
  return markup`<section><h2>Training</h2>
${best && markup`<p>Validation loss was lowest in epoch ${best.epoch}: ${best.validationLoss.toFixed(4)}, accuracy ${percent(best.validationAccuracy)}. ${restored}</p>`}
<div class="charts">${trainingCurves(history).map(inlineSvg)}</div>
<div class="beside"><div><h3>Network</h3><pre tabindex="0"><code>${model.trimEnd()}</code></pre></div><div><h3>Settings</h3>
${table({
  columns: [{ name: 'Setting' }, { name: 'Value' }],
  rows: [
    ['architecture', training.model.architecture],
    ['optimizer', formatSettings(fit.optimizer)],
    ['schedule', formatSettings(fit.schedule)],
    ['batch size', String(fit.batchSize)],
    ['epochs', `${history.length} of at most ${fit.epochs}`],
    ['label smoothing', String(fit.labelSmoothing)],
    ['class weights', fit.classWeights === undefined ? 'none' : formatSettings(fit.classWeights)],
    ['sampler', formatSettings(training.sampler)],
    ['precision', fit.precision],
    ['early stopping', fit.earlyStopping ? formatSettings(fit.earlyStopping) : 'none'],
    ['seed', String(training.seed)],
  ],
})}</div></div></section>`;
}
