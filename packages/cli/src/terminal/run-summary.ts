import { formatHeadline, type FinishedRun } from '@sightline/contracts/run';

/** What a run came to, and what to do next. */
export function summaryOf(run: FinishedRun): string {
  if (run.outcome === 'unchanged') return `${run.reason} Nothing was trained, and production is as it was.`;
  const { outcome, reason, model, evaluation, folder, gate } = run;
  const headline = formatHeadline(evaluation);
  const warnings = (evaluation.warnings ?? []).map((warning) => `\nWarning: ${warning}`).join('');
  const report = warnings + (folder ? `\n${folder}/report.html` : '');
  if (outcome === 'promoted' && model) {
    return (
      `${model.name} version ${model.version} is promoted: ${headline}.${report}\nNext: sightline serve, then ` +
      `sightline predict --model ${model.name} <image>`
    );
  }
  if (outcome === 'rejected') return `The model passed its gate (${headline}) but is not promoted: ${reason}${report}`;
  if (outcome === 'held-back') return `The model passed its gate (${headline}) but is not promoted. ${reason}${report}`;
  const reasons = gate.checks.filter(({ passed }) => !passed).map(({ message }) => `  - ${message}`);
  return `The gate refused the model (${headline}); production is unchanged:\n${reasons.join('\n')}${report}`;
}
