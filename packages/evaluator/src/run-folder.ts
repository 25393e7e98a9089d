import { chmod, copyFile, link, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { StageContext } from '@sightline/artifacts';
import { epochValues, parse, type ReportInput, reportInputSchema, type StageRequests } from '@sightline/contracts';
import { csv } from '@sightline/contracts/csv';
import { JOURNAL_FILE } from '@sightline/contracts/run';
import { findingsCsv } from '@sightline/ingest/findings';
import { sideBySide, svgFile } from './chart/drawing.ts';
import { exhibitFiles } from './exhibits/exhibit-files.ts';
import { trainingCurves } from './chart/training-curves.ts';
import { reportPage } from './report/page.ts';
import { readReportData, type ReportData } from './report/report-data.ts';

/**
 * Writes the folder of a run that a person opens: `report.html` (one page, nothing outside it), `args.json`,
 * `run.json`, `metrics.csv`, `quarantine.csv`, `findings.csv`, `curves.svg`, `evaluation.json`, a picture or a table
 * for each exhibit in `evaluation/`, `model.txt`, and `preview.png` and `model-card.md` where the run has them. A
 * folder of that name is replaced, all but the run's journal; it is never seen half-written.
 *
 * @param request.run its `artifacts` are looked up under `dataset`, `augmentation`, `trainedModel`, `evaluation` and,
 * if published, `model`
 * @returns the path of `report.html`
 * @throws EvaluatorError `evaluator/incomplete-run` when the run lacks its dataset, trained model or evaluation
 */
export async function writeRunFolder(request: StageRequests['report'], context: StageContext): Promise<string> {
  return computeReport(parse(reportInputSchema, request, 'The input of report'), context);
}

/** {@link writeRunFolder} of an input that is parsed. */
export async function computeReport(input: ReportInput, context: StageContext): Promise<string> {
  const folder = resolve(input.folder);
  const run = { ...input.run, folder };
  const files = runFiles(await readReportData(run, input.pipeline, context));
  await mkdir(dirname(folder), { recursive: true });
  const temporary = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  try {
    await chmod(temporary, 0o755);
    const fresh = join(temporary, 'new');
    await mkdir(join(fresh, 'evaluation'), { recursive: true });
    for (const [name, data] of Object.entries(files)) {
      context.signal.throwIfAborted();
      if (data !== undefined) await writeFile(join(fresh, name), data);
    }
    await keepJournal(folder, fresh);
    await rename(folder, join(temporary, 'old')).catch(ignoreMissing);
    await rename(fresh, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return join(folder, 'report.html');
}

/** The run is still writing it: the same file, where the file system has links. */
async function keepJournal(from: string, to: string): Promise<void> {
  const [old, kept] = [join(from, JOURNAL_FILE), join(to, JOURNAL_FILE)];
  await link(old, kept).catch(() => copyFile(old, kept).catch(ignoreMissing));
}

function runFiles(data: ReportData): Record<string, string | Uint8Array | undefined> {
  const { epochs } = data.history;
  const values = epochs.map(epochValues);
  const names = [...new Set(values.flatMap((of) => Object.keys(of)))];
  return {
    'report.html': reportPage(data),
    'args.json': json(data.pipeline),
    'run.json': json(data.run),
    'metrics.csv': csv(
      ['epoch', 'learningRate', ...names],
      epochs.map(({ epoch, learningRate }, index) => [
        epoch,
        learningRate,
        ...names.map((name) => values[index]?.[name] ?? ''),
      ]),
    ),
    'quarantine.csv': csv(
      ['path', 'reason', 'detail'],
      data.quarantined.map(({ path, reason, detail }) => [path, reason, detail]),
    ),
    'findings.csv': findingsCsv(data.findings),
    'curves.svg': svgFile(sideBySide(trainingCurves(data.history))),
    'evaluation.json': json(data.evaluation),
    ...exhibitFiles(data.evaluation.exhibits),
    'model.txt': `${data.model.trimEnd()}\n`,
    'preview.png': data.preview,
    'model-card.md': data.modelCard,
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
