import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { pipelineSchema } from '@sightline/contracts';
import { stageInputs } from '@sightline/contracts/stages';
import type { Approve } from './await-approval.ts';
import type { RunStage } from './activities.ts';
import { measureProduction } from './measure-production.ts';
import { publish } from './publish.ts';

// Two runs that meet between the gate and the promotion cannot be had on purpose.
jest.mock('./measure-production.ts', () => ({ measureProduction: jest.fn() }));
const measured = jest.mocked(measureProduction);

const ref = <Kind extends string>(kind: Kind, character: string) => ({ kind, id: character.repeat(64) });
const pipeline = pipelineSchema.parse({
  name: 'digits',
  ingest: { source: { path: 'digits' } },
  preprocess: { width: 28, height: 28, channels: 1 },
  model: { architecture: 'cnn' },
  fit: { epochs: 2 },
  deploy: { name: 'digits' },
});
const evaluation = ref('evaluation', '3');
const outputs = {
  split: { dataset: ref('dataset', '1'), splits: { train: 8, validation: 1, test: 1 } },
  train: { model: ref('trained-model', '2') },
  evaluate: { evaluation },
};

function failure(message: string, code: string) {
  const cause = ApplicationFailure.nonRetryable(message, code);
  return new ActivityFailure('Activity task failed', 'computeStage', '1', 'NON_RETRYABLE_FAILURE', undefined, cause);
}

const asAsked: Approve = async (approved) => ({ approved });

interface Answers {
  gate: object[];
  promote: (object | Error)[];
  approve?: Approve;
  /** What the server's answer fails with; without one no server is asked. */
  serve?: Error;
  takeBack?: Error;
  /** Is given what is to be taken back. */
  takenBack?: unknown[];
}

async function published(answers: Answers) {
  const [gates, promotions] = [[...answers.gate], [...answers.promote]];
  const asked: unknown[] = [];
  const run: RunStage = async (stage, input) => {
    const answer = {
      gate: () => gates.shift(),
      export: () => ({ model: ref('model', '4'), parity: { onnx: 0, savedModel: 0 }, parameters: 1 }),
      register: () => ({ name: 'digits', version: 7 }),
      promote: () => {
        asked.push(input);
        const promotion = promotions.shift();
        if (promotion instanceof Error) throw promotion;
        return promotion;
      },
      serve: () => {
        throw answers.serve as Error;
      },
    }[stage as 'gate']();
    return answer as never;
  };
  const publication = await publish({
    run,
    approve: answers.approve ?? asAsked,
    takeBack: async (input) => {
      answers.takenBack?.push(input);
      if (answers.takeBack) throw answers.takeBack;
      return promotion as never;
    },
    pipeline,
    inputs: stageInputs(pipeline),
    outputs: outputs as never,
    facts: { runId: 'digits-1', who: 'ada', ...(answers.serve && { serverUrl: 'http://127.0.0.1:8501' }) },
    artifacts: {},
  });
  return { publication, asked };
}

const passed = (production: number | null) => ({ passed: true, checks: [], production });
const promotion = { alias: 'production', to: 7 };

describe('publishing', () => {
  beforeEach(() => void measured.mockReset().mockResolvedValue({ version: 5, evaluation }));

  it('promotes on condition that production is what the gate compared with', async () => {
    const { publication, asked } = await published({ gate: [passed(5)], promote: [promotion] });
    expect(publication).toMatchObject({ outcome: 'promoted', model: { version: 7 } });
    expect(asked).toEqual([expect.objectContaining({ version: 7, expected: 5, run: 'digits-1' })]);
  });

  it('asks the gate again when production has moved, and may then be refused', async () => {
    const moved = failure('production of digits is version 6 by now, not version 5', 'artifacts/conflict');
    const refusal = { passed: false, checks: [], production: 6 };
    const { publication, asked } = await published({ gate: [passed(5), refusal], promote: [moved] });
    expect(publication).toEqual({ gate: refusal, outcome: 'refused-by-gate' });
    expect(asked).toHaveLength(1);
    expect(measured).toHaveBeenCalledTimes(2);
  });

  it('compares with the version that is in production by then', async () => {
    const moved = failure('production of digits is version 6 by now, not version 5', 'artifacts/conflict');
    const { publication, asked } = await published({ gate: [passed(5), passed(6)], promote: [moved, promotion] });
    expect(publication.outcome).toBe('promoted');
    expect(asked).toEqual([expect.objectContaining({ expected: 5 }), expect.objectContaining({ expected: 6 })]);
  });

  it('promotes nothing that a person rejects, and keeps the version', async () => {
    const approve = async () => ({ rejected: 'ada rejected it: mistakes 1 for 7' });
    const { publication, asked } = await published({ gate: [passed(5)], promote: [], approve });
    expect(publication).toMatchObject({
      outcome: 'rejected',
      reason: expect.stringMatching(/^ada rejected/),
      model: { version: 7 },
    });
    expect(asked).toEqual([]);
  });

  it('asks a person again when production has moved meanwhile: another comparison was approved', async () => {
    const moved = failure('production of digits is version 6 by now, not version 5', 'artifacts/conflict');
    const questions: unknown[] = [];
    const approve: Approve = async (input) => {
      questions.push(input.expected);
      return { approved: { ...input, why: `${input.why}, and ada approved it: fine` } };
    };
    const answers = { gate: [passed(5), passed(6)], promote: [moved, promotion], approve };
    const { publication, asked } = await published(answers);
    expect(publication.outcome).toBe('promoted');
    expect(questions).toEqual([5, 6]);
    expect(asked.at(-1)).toMatchObject({ expected: 6, why: 'run digits-1 passed its gate, and ada approved it: fine' });
  });

  it('holds back what a person has rolled back, and says so', async () => {
    const reason = 'Version 7 of digits was rolled back from production by ada';
    const { publication } = await published({ gate: [passed(5)], promote: [failure(reason, 'artifacts/rolled-back')] });
    expect(publication).toMatchObject({ outcome: 'held-back', reason, model: { version: 7 } });
  });

  it('fails with what else a promotion fails with', async () => {
    const error = failure('A file of the model was altered', 'artifacts/corrupt');
    await expect(published({ gate: [passed(5)], promote: [error] })).rejects.toBe(error);
  });

  describe('to a server that does not answer', () => {
    const unanswered = failure('No server answers with version 7.', 'deployer/server-unreachable');
    const made = { name: 'digits', alias: 'production', from: 5, to: 7, run: 'digits-1' };

    it('takes back what it has promoted, and fails with the reason', async () => {
      const takenBack: unknown[] = [];
      const publishing = published({ gate: [passed(5)], promote: [made], serve: unanswered, takenBack });
      await expect(publishing).rejects.toMatchObject({
        type: 'deployer/server-unreachable',
        message:
          'No server answers with version 7. So version 7 was taken back: production of digits is version 5 again.',
      });
      expect(takenBack).toEqual([
        {
          name: 'digits',
          alias: 'production',
          who: 'ada',
          why: 'run digits-1 took it back: No server answers with version 7.',
          run: 'digits-1',
          expected: 7,
        },
      ]);
    });

    it.each([
      ['that another run has made', { ...made, run: 'digits-0' }],
      ['of the first version', { ...made, from: null }],
    ])('leaves a promotion %s', async (_, promoted) => {
      const takenBack: unknown[] = [];
      const publishing = published({ gate: [passed(5)], promote: [promoted], serve: unanswered, takenBack });
      await expect(publishing).rejects.toBe(unanswered);
      expect(takenBack).toEqual([]);
    });

    it('leaves the alias where another promotion has moved it', async () => {
      const takeBack = failure('production of digits is version 8 by now', 'artifacts/conflict');
      const publishing = published({ gate: [passed(5)], promote: [made], serve: unanswered, takeBack });
      await expect(publishing).rejects.toBe(unanswered);
    });
  });
});
