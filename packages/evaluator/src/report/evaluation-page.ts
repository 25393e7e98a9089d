import { formatHeadline, type Evaluation } from '@sightline/contracts';
import type { Pictures } from '../exhibits/exhibit-kind.ts';
import { markup } from '../markup/markup.ts';
import { htmlPage } from './html-page.ts';
import { evaluationSection } from './sections/evaluation-section.ts';

/** `evaluation.html`: what a model was measured to do on other data than a run's, as the report of a run shows it. */
export function evaluationPage(measured: {
  evaluation: Evaluation;
  pictures: Pictures;
  /** As a person calls it. */
  model: string;
  /** Its id. */
  dataset: string;
}): string {
  const { evaluation, model, dataset } = measured;
  return htmlPage(
    `${model} on ${dataset.slice(0, 12)}`,
    markup`<h1>${model}</h1>
<p>${formatHeadline(evaluation)} on ${evaluation.samples.toLocaleString('en-US')} samples of dataset ${dataset}.</p>
${evaluationSection(measured)}`,
  );
}
