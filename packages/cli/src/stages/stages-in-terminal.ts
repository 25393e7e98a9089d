import { createContext, runStage, type StageContext } from '@sightline/artifacts';
import {
  errorCodeOf,
  messageOf,
  summaries,
  type ProgressEvent,
  type StageInputs,
  type StageName,
  type StageOutputs,
  type StageState,
} from '@sightline/contracts';
import { stages } from '@sightline/workflows/stages';
import { paintFor } from '../terminal/paint.ts';
import { finishedLine, statusText } from '../terminal/run-view.ts';
import { timeLeft } from '../terminal/time-left.ts';
import { statusLine, type TextStream } from '../terminal/status-line.ts';

/**
 * Runs stages in this process, one after the other, and shows each on a stream:
 * what it does now, and a line at its end.
 */
export interface StagesInTerminal {
  readonly context: StageContext;
  /**
   * Runs a stage, or takes the result of an earlier run on the same input.
   *
   * @throws what the stage throws, after its line was written
   */
  run<Name extends StageName>(name: Name, input: StageInputs[Name]): Promise<StageOutputs[Name]>;
}

const REDRAW_MS = 100;

/**
 * @param root the artifact store's folder
 * @param options.again stages that are computed though their results are there
 */
export function stagesInTerminal(
  root: string,
  stream: TextStream,
  { signal, again = [] }: { signal: AbortSignal; again?: readonly StageName[] },
): StagesInTerminal {
  const line = statusLine(stream);
  const paint = paintFor(stream);
  let show: (event: ProgressEvent) => unknown = () => undefined;
  const logger = { info: (text: string) => line.log(text), warn: (text: string) => line.log(text) };
  const context = createContext({ root, signal, logger, progress: (event) => void show(event) });
  return {
    context,
    async run(name, input) {
      const state: StageState = { stage: name, status: 'running', startedAt: Date.now() };
      let latest: ProgressEvent | undefined;
      show = (event) => (latest = event);
      const left = timeLeft();
      const redraw = setInterval(() => {
        const progress = { stages: [state], ...(latest && { current: latest }) };
        line.update(statusText(progress, Date.now(), left(progress, Date.now())));
      }, REDRAW_MS);
      const end = (ending: Pick<StageState, 'status' | 'summary' | 'cached'>) =>
        line.log(finishedLine({ ...state, ...ending, endedAt: Date.now() }, paint));
      try {
        const output = await runStage(stages[name], input, {
          ...context,
          ...(again.includes(name) && { refresh: true }),
        });
        const { cached, differs } = latest ?? {};
        const note = differs ? ' (differs from the earlier result)' : '';
        end({ status: 'done', summary: summaries[name](output) + note, ...(cached && { cached }) });
        return output;
      } catch (error) {
        const summary = signal.aborted ? 'interrupted' : (errorCodeOf(error) ?? messageOf(error));
        end({ status: 'failed', summary });
        throw error;
      } finally {
        clearInterval(redraw);
        line.close();
      }
    },
  };
}
