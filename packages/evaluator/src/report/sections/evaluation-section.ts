import { type Exhibit, formatFigure, formatValue, wordsOf } from '@sightline/contracts';
import { kindOf } from '../../exhibits/exhibit-kinds.ts';
import { markup, type Markup } from '../../markup/markup.ts';
import type { ReportData } from '../report-data.ts';
import { table } from '../../markup/table.ts';

const OF_VALIDATION =
  'There are no test samples: these figures are of the validation split, by which the best epoch was chosen, and a ' +
  'little too good.';

/** The evaluation on the test split, or on validation where there is none: figures, then what the task shows. */
export function evaluationSection({ evaluation, pictures }: Pick<ReportData, 'evaluation' | 'pictures'>): Markup {
  const { warnings = [] } = evaluation;
  return markup`<section><h2>Evaluation</h2>
${evaluation.split === 'test' ? undefined : markup`<p class="note">${OF_VALIDATION}</p>`}
${warnings.map((warning) => markup`<p class="warning"><b>Warning</b> ${warning}</p>`)}
<div class="brief">${figures(evaluation.figures)}</div>
${groups(evaluation.exhibits).map((exhibits) => {
  const shown = exhibits.map((exhibit) => kindOf(exhibit).show(exhibit, pictures));
  const layout = exhibits[0] && kindOf(exhibits[0]).layout;
  return layout && (layout === 'charts' || shown.length > 1) ? markup`<div class="${layout}">${shown}</div>` : shown;
})}</section>`;
}

function figures(named: ReportData['evaluation']['figures']): Markup {
  return table({
    columns: [
      { name: 'Figure' },
      { name: 'Value', isNumber: true },
      { name: '95 % interval', isNumber: true },
      { name: 'Better' },
    ],
    rows: Object.entries(named).map(([name, figure]) => [
      wordsOf(name),
      formatFigure(figure),
      figure.interval ? figure.interval.map((end) => formatValue(end, figure.unit)).join(' to ') : '–',
      figure.better,
    ]),
  });
}

/** Exhibits of one kind that follow each other. */
function groups(exhibits: readonly Exhibit[]): Exhibit[][] {
  const grouped: Exhibit[][] = [];
  for (const exhibit of exhibits) {
    const last = grouped.at(-1);
    if (last?.[0]?.kind === exhibit.kind) last.push(exhibit);
    else grouped.push([exhibit]);
  }
  return grouped;
}
