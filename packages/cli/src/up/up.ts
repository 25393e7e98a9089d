import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { extname, join, relative } from 'node:path';
import { openStore, sightlineHome } from '@sightline/artifacts';
import {
  type ArtifactRef,
  formatHeadline,
  parsePipeline,
  type RunResult,
  type ServeOutput,
} from '@sightline/contracts';
import { checkOnce } from '../check-data.ts';
import { CliError } from '../errors.ts';
import type { Output } from '../output.ts';
import { readSpec } from '../arguments/read-spec.ts';
import { runInTerminal } from '../run-in-terminal.ts';
import { paintFor } from '../terminal/paint.ts';
import { summaryOf } from '../terminal/run-summary.ts';
import { finishedLine } from '../terminal/run-view.ts';
import type { TemporalSession } from '../temporal.ts';
import { type Services, startServices } from './services.ts';
import { formatTimings, stageTimings, type Timing } from './timings.ts';

export interface UpOptions {
  /** Of the model server; the next free one where it is taken. */
  port: number;
  /** Aborted to cancel the run. */
  signal: AbortSignal;
  output: Output;
  /** What took its time before, for the table. */
  earlier?: readonly Timing[];
}

/** What runs until it is closed. */
export interface Running {
  session: TemporalSession;
  /** Ends all that was started. */
  close(): Promise<void>;
}

/** A pipeline whose model is served. */
export interface Up extends Running {
  run: RunResult;
  /** What the server answered about held-out images. */
  answers: ServeOutput['answers'];
  /** Of the model server. */
  url: string;
}

/** Serves what is promoted, with a worker that takes runs. */
export async function serveOnly({ port, signal, output }: Omit<UpOptions, 'earlier'>): Promise<Running> {
  const { session, serverUrl, close } = await servicesInTerminal({ port, signal, output });
  output.result({ url: serverUrl, temporal: session.address }, `Try it           ${serverUrl}/`);
  return { session, close };
}

/**
 * Takes a pipeline to a served model: Temporal, a worker and a model server where none is there, one run, and what the
 * server says about held-out images. All that was started ends when a part fails.
 *
 * @throws CliError `cli/not-promoted`; what the run fails with
 */
export async function up(file: string, { port, signal, output, earlier = [] }: UpOptions): Promise<Up> {
  const pipeline = parsePipeline(await readSpec(file, 'pipeline'), file);
  const home = sightlineHome();
  await checkOnce(pipeline, home.root, output);
  const services = await servicesInTerminal({ port, signal, output });
  try {
    const input = { pipeline, who: userInfo().username, serverUrl: services.serverUrl };
    const run = await runInTerminal(services.session, input, { home, signal, output });
    if (run.outcome !== 'promoted' || !run.served || !run.folder)
      throw new CliError('cli/not-promoted', summaryOf(run));

    const timings = [
      ...earlier,
      { name: 'services', seconds: services.seconds },
      ...stageTimings(run.stages),
      // Of this process: from the command to the served answer.
      { name: 'total', seconds: performance.now() / 1000 },
    ];
    await writeFile(join(run.folder, 'timings.json'), `${JSON.stringify(timings, undefined, 2)}\n`);
    const { answers } = run.served;
    const example = await writeExample(run, answers, home.root);
    output.result(
      { run, url: services.serverUrl, timings },
      [
        answers.map(answerLine).join('\n'),
        formatHeadline(run.evaluation),
        formatTimings(timings),
        addresses(services, pipeline.deploy.name, { example, folder: run.folder }),
      ].join('\n\n'),
    );
    return { run, answers, url: services.serverUrl, session: services.session, close: services.close };
  } catch (error) {
    await services.close();
    throw error;
  }
}

async function servicesInTerminal({ port, signal, output }: Omit<UpOptions, 'earlier'>) {
  const startedAt = Date.now();
  const services = await startServices(sightlineHome(), { port, signal, say: output.say });
  const endedAt = Date.now();
  const summary = `Temporal on ${services.session.address}, models on ${services.serverUrl}`;
  const state = { stage: 'services', status: 'done', startedAt, endedAt, summary } as const;
  output.say(finishedLine(state, paintFor(output.stream)));
  return { ...services, seconds: (endedAt - startedAt) / 1000 };
}

function answerLine({ expected, answer, right, milliseconds }: ServeOutput['answers'][number]): string {
  const mark = right === undefined ? '·' : right ? '✓' : '✗';
  return `  ${mark} a held-out ${expected}: the server answers ${answer} (${milliseconds.toFixed(0)} ms)`;
}

/** A held-out image as a file in the run folder, to try the server with. */
async function writeExample(run: RunResult, answers: ServeOutput['answers'], root: string): Promise<string> {
  const { openDataset } = await import('@sightline/ingest');
  const dataset = await openDataset(openStore(root), run.artifacts['dataset'] as ArtifactRef);
  const sample = dataset.samples.find(({ id }) => id === answers[0]?.sample);
  const file = join(run.folder as string, `held-out${extname(sample?.id ?? '')}`);
  const [image] = sample ? await dataset.read(sample) : [];
  if (image) await writeFile(file, image);
  return file;
}

function addresses({ serverUrl }: Services, model: string, { example, folder }: { example: string; folder: string }) {
  const images = `${serverUrl}/v1/models/${model}/images`;
  return [
    `Try it           ${serverUrl}/`,
    `REST API         ${serverUrl}/v1/models/${model}`,
    `  curl -s -H 'content-type: application/octet-stream' --data-binary '@${example}' ${images}`,
    `Report           ${join(relative(process.cwd(), folder), 'report.html')}`,
  ].join('\n');
}
