// @ts-check
import assert from 'node:assert/strict';
import { openApproval } from '@sightline/contracts/run';
import { answerApproval, startTrainToServe, startWorkerProcess } from '@sightline/workflows';
import { requestOf } from '../../histories/runs.mjs';
import { assertSameEnd, begin, openHome } from '../runs.mjs';

const ANSWERS = 1_000;
const AT_ONCE = 50;
const LIMIT = 2 * 1024 * 1024;

/** @type {import('../trial.mjs').Fault} */
export const largePayload = {
  id: 'F12',
  fault: 'a run is started with more than 2 MB of input, by a random number of bytes',
  end: 'refused at once with what is too large and what the limit is; no run is left behind',
  async run({ random, folder, setting, fired }) {
    const { client } = await setting.temporal();
    const home = { root: `${folder}/artifacts`, runsFolder: `${folder}/runs` };
    const request = requestOf({ client, home, images: folder, name: 'digits' }, {});
    request.who = 'x'.repeat(LIMIT + random.integer(LIMIT / 2));
    const runId = `large-${process.pid}-${Date.now()}`;
    /** @type {{ code?: string, message: string }} */
    const error = await startTrainToServe(client, request, { home, runId }).then(
      () => assert.fail('it was started'),
      (reason) => reason,
    );
    fired(`${request.who.length} bytes: ${error.message.slice(0, 120)}`);
    assert.match(error.message, /2 MB/);
    await assert.rejects(client.workflow.getHandle(runId).describe());
  },
};

/** @type {import('../trial.mjs').Fault} */
export const flood = {
  id: 'F15',
  fault: `${ANSWERS} answers to one question, ${AT_ONCE} at a time (10,000 in the list)`,
  end: 'the first is taken and every other one refused; one answer in the history; the run ends by that one',
  async run(trial) {
    const { home, images, address, client, undisturbed } = await openHome(trial);
    const worker = await startWorkerProcess({ address, ...home });
    try {
      const approval = /** @type {const} */ ({ within: '1d', otherwise: 'reject' });
      const run = await begin({ client, home, images, runId: `flood-${process.pid}-${Date.now()}`, approval });
      await run.until(({ approvals }) => openApproval(approvals) !== undefined);
      let [taken, refused, sent] = [0, 0, 0];
      const send = async () => {
        while (sent < ANSWERS) {
          const who = `person ${sent++}`;
          const answer = /** @type {const} */ ({ decision: 'approve', who, why: 'a trial' });
          await answerApproval(client, run.runId, answer).then(
            () => (taken += 1),
            () => (refused += 1),
          );
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, send));
      trial.fired(`${taken} taken, ${refused} refused`);
      await assertSameEnd(trial, { home, undisturbed }, await run.ended());
      assert.equal(taken, 1);
      const { events } = await client.workflow.getHandle(run.runId).fetchHistory();
      const kept = (events ?? []).filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes);
      assert.equal(kept.length, 1);
    } finally {
      await worker.close();
    }
  },
};
