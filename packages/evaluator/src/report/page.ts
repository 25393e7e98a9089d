import { markup, trusted } from '../markup/markup.ts';
import { dataSection } from './sections/data-section.ts';
import { evaluationSection } from './sections/evaluation-section.ts';
import { lineageSection } from './sections/lineage-section.ts';
import { overview } from './sections/overview.ts';
import type { ReportData } from './report-data.ts';
import { trainingSection } from './sections/training-section.ts';
import { PAGE_STYLE } from './style.ts';

/**
 * `report.html`: one page that needs nothing beside it, runs no script and follows the reader's light or dark setting.
 */
export function reportPage(data: ReportData): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${data.run.pipeline} · Sightline run ${data.run.runId}</title>
<style>${trusted(PAGE_STYLE)}</style>
</head>
<body>
<main>
${overview(data)}
${dataSection(data)}
${trainingSection(data)}
${evaluationSection(data)}
${lineageSection(data)}
</main>
</body>
</html>
`.source;
}
