import { ActivityFailure, ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { pipelineSchema } from '@sightline/contracts';
import { productionVersion, runWithin } from './activities.ts';
import { measureProduction } from './measure-production.ts';

jest.mock('./activities.ts', () => ({ productionVersion: jest.fn(), runWithin: jest.fn() }));
const evaluated = jest.mocked(runWithin);
const promoted = jest.mocked(productionVersion);

const ref = <Kind extends string>(kind: Kind, character: string) => ({ kind, id: character.repeat(64) });
const measured = { model: ref('trained-model', '1'), dataset: ref('dataset', '2'), split: 'test' as const };
const evaluation = ref('evaluation', '3');
const production = { version: 4, model: ref('model', '5') };

function pipelineOf(gate: object) {
  return pipelineSchema.parse({
    name: 'digits',
    ingest: { source: { path: 'digits' } },
    preprocess: { width: 28, height: 28, channels: 1 },
    model: { architecture: 'cnn' },
    fit: { epochs: 2 },
    gate,
    deploy: { name: 'digits' },
  });
}
/** What an activity fails with in a workflow. */
function failure(cause: Error) {
  return new ActivityFailure('Activity task failed', 'computeStage', '1', 'NON_RETRYABLE_FAILURE', undefined, cause);
}

beforeEach(() => {
  promoted.mockReset().mockResolvedValue(production);
  evaluated.mockReset().mockResolvedValue({ evaluation } as never);
});

describe('the model in production', () => {
  it('is measured on the samples that the new one was measured on', async () => {
    expect(await measureProduction(pipelineOf({}), measured)).toEqual({ version: 4, evaluation });
    expect(evaluated).toHaveBeenCalledWith({ within: 'gate' }, 'evaluate', {
      ...measured,
      model: production.model,
    });
  });

  it('is not looked at where there is none, or where nobody asks', async () => {
    promoted.mockResolvedValue(null);
    expect(await measureProduction(pipelineOf({}), measured)).toBeUndefined();
    expect(await measureProduction(pipelineOf({ notWorseThanProduction: false }), measured)).toBeUndefined();
    expect(evaluated).not.toHaveBeenCalled();
  });

  it('is for the gate to judge where it cannot be measured on this dataset', async () => {
    const message = 'x/1.png is of class "x", which the model does not know.';
    evaluated.mockRejectedValue(failure(ApplicationFailure.nonRetryable(message, 'ingest/label-mismatch')));
    expect(await measureProduction(pipelineOf({}), measured)).toEqual({
      version: 4,
      problem: { code: 'ingest/label-mismatch', message },
    });
  });

  it.each([
    ['a cancelled run', new CancelledFailure('cancelled')],
    ['a crash that did not go away', ApplicationFailure.nonRetryable('exited with 1', 'workflows/stage-crashed')],
    ['a mistake in the program', ApplicationFailure.nonRetryable('x is not a function', 'Error')],
  ])('does not hide %s', async (_, cause) => {
    const error = failure(cause);
    evaluated.mockRejectedValue(error);
    await expect(measureProduction(pipelineOf({}), measured)).rejects.toBe(error);
  });
});
