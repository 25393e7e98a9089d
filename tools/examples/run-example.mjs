// @ts-check
// One example from its spec to what it promises: through `sightline up`, that is Temporal, a worker and a model server.
import { openStore, sightlineHome } from '@sightline/artifacts';
import { up } from '@sightline/cli';
import { formatHeadline } from '@sightline/contracts';
import { QUESTIONS } from './questions.mjs';
import { checkReport } from './report.mjs';
import { openServed } from './served.mjs';

/**
 * @typedef {object} Proof what an example was seen to do
 * @property {string} headline the figure at the top of its report
 * @property {readonly string[]} answers what the server answered to each question
 * @property {readonly string[]} exhibits what the report shows
 */

/**
 * @param {readonly string[]} specs pipelines, run in this order; the model of the last one is asked
 * @param {Pick<import('./examples.mjs').Example, 'asks' | 'exhibits'>} promised
 * @param {{ output: import('@sightline/cli').Output, signal: AbortSignal }} options
 * @returns {Promise<Proof>}
 * @throws what a run fails with; Error when an answer is not the evaluation's or the report lacks something
 */
export async function runExample(specs, { asks, exhibits }, { output, signal }) {
  const [last = '', ...earlier] = specs.toReversed();
  for (const spec of earlier.toReversed()) await (await up(spec, { port: 0, signal, output })).close();
  const served = await up(last, { port: 0, signal, output });
  try {
    const open = await openServed(served, openStore(sightlineHome().root));
    const answers = [];
    for (const name of asks) answers.push(await QUESTIONS[name](open));
    await checkReport(served.run, exhibits);
    return { headline: formatHeadline(served.run.evaluation), answers, exhibits };
  } finally {
    await served.close();
  }
}
