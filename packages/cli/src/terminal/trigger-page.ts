import type { RunTriggers } from '@sightline/contracts';
import { formatTrigger } from '@sightline/contracts/run';
import type { AppliedTriggers, Fired } from '@sightline/workflows';
import type { FiringAndRun } from '@sightline/workflows/firings';
import { table, utc } from './format.ts';

export function formatTriggers(all: readonly { name: string; triggers: RunTriggers }[]): string {
  if (all.length === 0) return 'No triggers yet. Next: sightline trigger apply <pipeline.yaml>';
  return table([['PIPELINE', 'TRIGGERS'], ...all.map(({ name, triggers }) => [name, wordsOf(triggers)])]);
}

function wordsOf({ folder, webhook, promotion }: RunTriggers): string {
  return [
    ...(folder ? [`new data in its source, settled for ${folder.settle}`] : []),
    ...(webhook ? [`a webhook, within ${webhook.tolerance}`] : []),
    ...(promotion ? [`a promotion of ${promotion.model} to ${promotion.alias}`] : []),
  ].join(' or ');
}

export function formatAppliedTriggers({ name, action, changes }: AppliedTriggers): string {
  const said = {
    created: `${name} has triggers now. They fire while they are served: sightline trigger serve`,
    updated: `The triggers of ${name} were changed:\n${changes.map((change) => `  ${change}`).join('\n')}`,
    deleted: `The triggers of ${name} were deleted: its spec has no section "triggers".`,
    none: `The triggers of ${name} are as its spec says.`,
  };
  return said[action];
}

export function formatFired({ pipeline, state, runId = '', reason = '', isRepeated }: Fired): string {
  const again = isRepeated ? 'This has fired before. ' : '';
  if (state === 'started') return `${again}Run ${runId} was started. Next: sightline follow ${runId}`;
  return `${again}${reason} Next: sightline why ${pipeline}`;
}

export function formatFirings(name: string, firings: readonly FiringAndRun[]): string {
  if (firings.length === 0) return `Nothing has fired for ${name} here. Next: sightline trigger list`;
  const rows = firings.map((firing) => [
    utc(new Date(firing.at).toISOString()),
    formatTrigger(firing.trigger),
    firing.runId ?? (firing.state === 'pending' ? 'not yet' : 'none'),
    cameOf(firing),
  ]);
  return table([['WHEN (UTC)', 'FIRED', 'RUN', 'WHAT CAME OF IT'], ...rows]);
}

function cameOf({ run, reason = '' }: FiringAndRun): string {
  if (!run) return reason;
  return [run.outcome ?? run.status, ...(run.reason ? [run.reason] : [])].join(': ');
}
