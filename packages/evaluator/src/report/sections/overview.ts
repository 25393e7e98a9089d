import {
  type Approval,
  type Evaluation,
  formatApproval,
  formatFigure,
  formatValue,
  isApproved,
  type RunResult,
  type StageState,
  valueOf,
  wordsOf,
} from '@sightline/contracts';
import { formatTrigger } from '@sightline/contracts/run';
import { markup, type Markup } from '../../markup/markup.ts';
import { count, duration, plural } from '../format.ts';
import type { ReportData } from '../report-data.ts';

/** The top of the page: outcome, headline figures, stages, gate. */
export function overview(data: ReportData): Markup {
  const { run } = data;
  return markup`<header>
<p class="over">Sightline run report</p>
<h1>${run.pipeline}</h1>
${outcome(data)}
<p class="over">Run <code>${run.runId}</code>${beginOf(run)}${endOf(run.stages)}</p>
${figures(data)}
</header>
<section><h2>Stages</h2><ol
  class="strip">${run.stages.filter(({ stage: name }) => name !== 'report').map(stage)}</ol></section>
<section><h2>Gate</h2>${gate(run)}</section>
${run.approvals && markup`<section><h2>Approval</h2><ul class="checks">${run.approvals.map(approval)}</ul></section>`}`;
}

function gate({ gate: { checks } }: RunResult): Markup {
  if (checks.length === 0) return markup`<p class="note">Nothing was asked of the model.</p>`;
  return markup`<ul class="checks">${checks.map(
    ({ passed, message }) =>
      markup`<li class="${passed ? 'passed' : 'refused'}"><b>${passed ? '✓ passed' : '✗ failed'}</b>
        <span>${message}</span></li>`,
  )}</ul>`;
}

function approval(one: Approval): Markup {
  const { answer, timedOutAt, production } = one;
  const isYes = isApproved(one);
  const compared = production === null ? 'nothing was in production' : `production was version ${production}`;
  return markup`<li class="${isYes ? 'passed' : 'refused'}"><b>${isYes ? '✓ yes' : '✗ no'}</b>
    <span>${formatApproval(one)} · ${minute(answer?.at ?? timedOutAt ?? one.at)} UTC; ${compared}</span></li>`;
}

function minute(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

function outcome({ run, pipeline }: ReportData): Markup {
  if (run.outcome === 'refused-by-gate') {
    const reasons = run.gate.checks.filter((check) => !check.passed).map((check) => check.message);
    return markup`<p class="outcome"><span
      class="badge refused">Refused by the gate</span> <span>${reasons.join('; ')}</span></p>`;
  }
  if (run.outcome === 'rejected') {
    return markup`<p class="outcome"><span
      class="badge refused">Rejected</span> <span>${run.reason ?? ''}</span></p>`;
  }
  if (run.outcome === 'held-back') {
    return markup`<p class="outcome"><span
      class="badge refused">Held back</span> <span>${run.reason ?? ''}</span></p>`;
  }
  const version = run.model && ` as version ${run.model.version}`;
  return markup`<p class="outcome"><span
    class="badge">Promoted${version}</span>
    <span>${pipeline.deploy.name} answers to <code>${pipeline.deploy.alias}</code></span></p>`;
}

function beginOf({ trigger }: RunResult): string {
  return trigger ? ` · started ${formatTrigger(trigger)}` : '';
}

function endOf(stages: readonly StageState[]): string {
  const ends = stages.flatMap(({ endedAt }) => endedAt ?? []);
  return ends.length === 0 ? '' : ` · ${minute(Math.max(...ends))} UTC`;
}

function figures({ run, evaluation, history, parameters }: ReportData): Markup {
  const training = run.stages.find(({ stage: name }) => name === 'train');
  const epochs = `${plural(history.epochs.length, 'epoch')}, the best ${history.bestEpoch}`;
  return markup`<dl class="figures">
${headlineFigure(evaluation)}
${figure('Samples', count(evaluation.samples), `of the ${evaluation.split} split`)}
${figure('Parameters', count(parameters), 'weights of the network')}
${figure('Training', (training && tookOf(training)) ?? '–', epochs)}
</dl>`;
}

function headlineFigure({ headline, figures: measured }: Evaluation): Markup | undefined {
  const found = valueOf(measured, headline);
  if (!found) return undefined;
  const name = wordsOf(headline);
  const interval = found.interval?.map((end) => formatValue(end, found.unit)).join(' to ');
  const note = interval === undefined ? `${found.better} is better` : `${interval}, 95 % interval`;
  return figure(name.charAt(0).toUpperCase() + name.slice(1), formatFigure(found), note);
}

function figure(name: string, value: string, note: string): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}</dd><dd>${note}</dd></div>`;
}

function tookOf({ startedAt, endedAt }: StageState): string | undefined {
  return startedAt !== undefined && endedAt !== undefined ? duration(endedAt - startedAt) : undefined;
}

function stage(state: StageState): Markup {
  const { stage: name, status, summary } = state;
  const took = tookOf(state) ?? status.replace('-', ' ');
  return markup`<li class="${status}"><b>${name}<span>${took}</span></b>${summary && markup`<p>${summary}</p>`}</li>`;
}
