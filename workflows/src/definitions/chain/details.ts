import type { RunState } from '@sightline/contracts/stages';

/** How a run stands, as Markdown: Temporal's web page shows it. */
export function detailsOf({ stages, outcome, reason }: RunState): string {
  const rows = stages.map(({ stage, status, summary = '' }) => `| ${stage} | ${status} | ${cell(summary)} |`);
  const end = outcome === undefined ? [] : ['', `**${outcome}**${reason === undefined ? '' : `: ${reason}`}`];
  return ['| Stage | | |', '| --- | --- | --- |', ...rows, ...end].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}
