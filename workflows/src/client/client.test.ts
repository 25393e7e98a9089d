import { connect } from './client.ts';
import { taskQueueOf } from './task-queue.ts';

it('says which server does not answer', async () => {
  await expect(connect('127.0.0.1:1')).rejects.toMatchObject({
    code: 'workflows/server-unreachable',
    message: 'No Temporal server answers at 127.0.0.1:1.',
  });
});

it('gives each artifact store its own task queue', () => {
  expect(taskQueueOf('/data/a')).not.toBe(taskQueueOf('/data/b'));
  expect(taskQueueOf('.sightline/artifacts')).toBe(taskQueueOf(`${process.cwd()}/.sightline/artifacts`));
});
