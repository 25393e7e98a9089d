import { markup } from '../markup/markup.ts';
import { dataSection } from './sections/data-section.ts';
import { htmlPage } from './html-page.ts';
import { evaluationSection } from './sections/evaluation-section.ts';
import { findingsSection } from './sections/findings-section.ts';
import { lineageSection } from './sections/lineage-section.ts';
import { overview } from './sections/overview.ts';
import type { ReportData } from './report-data.ts';
import { trainingSection } from './sections/training-section.ts';

/**
 * `report.html`: one page that needs nothing beside it, runs no script and follows the reader's light or dark setting.
 */
export function reportPage(data: ReportData): string {
  return htmlPage(
    `${data.run.pipeline} · Sightline run ${data.run.runId}`,
    markup`${overview(data)}
${dataSection(data)}
${findingsSection(data)}
${trainingSection(data)}
${evaluationSection(data)}
${lineageSection(data)}`,
  );
}
