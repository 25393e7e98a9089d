// @ts-check
// Whether a run's folder shows what its task promises.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { evaluationSchema, formatFigure } from '@sightline/contracts';

/**
 * @param {import('@sightline/contracts').RunResult} run
 * @param {readonly string[]} exhibits by name
 * @throws Error when the evaluation, the page or the files lack one of them, or the page its headline figure
 */
export async function checkReport({ folder = '' }, exhibits) {
  const evaluation = evaluationSchema.parse(JSON.parse(await readFile(join(folder, 'evaluation.json'), 'utf8')));
  const page = await readFile(join(folder, 'report.html'), 'utf8');
  const files = (await readdir(join(folder, 'evaluation'))).map((file) => file.replace(/\.\w+$/, ''));
  const { headline, figures } = evaluation;
  const figure = figures[headline];
  const problems = figure && page.includes(formatFigure(figure)) ? [] : [`report.html does not show ${headline}`];
  for (const name of exhibits) {
    const exhibit = evaluation.exhibits.find((each) => each.name === name);
    if (!exhibit) problems.push(`evaluation.json has no exhibit ${name}`);
    else if (!page.includes(exhibit.title)) problems.push(`report.html does not show "${exhibit.title}"`);
    if (!files.includes(name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)))
      problems.push(`evaluation/ has no file of ${name}`);
  }
  const pictures = evaluation.exhibits.flatMap((each) => (each.kind === 'gallery' ? each.items : []));
  const shown = page.split('<img src="data:image/png').length - 1;
  if (shown < pictures.length) problems.push(`report.html shows ${shown} of ${pictures.length} pictures of galleries`);
  if (problems.length > 0) throw new Error(`${folder}: ${problems.join('; ')}.`);
}
