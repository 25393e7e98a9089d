/** Stands for a stage process; the name of the stage says how it behaves. */
const behaviours = {
  succeeds: ({ input }) => {
    process.send({ type: 'progress', event: { done: 1, total: 2, unit: 'batch' } });
    process.send({ type: 'log', level: 'warn', text: 'a warning' });
    answer({ type: 'done', output: { received: input } });
  },
  split: () => {
    process.send({ type: 'progress', event: { done: process.pid, total: 0, unit: 'pid' } });
    answer({ type: 'done', output: { computed: 'split' } });
  },
  refuses: () => answer({ type: 'failed', code: 'ingest/empty-source', message: 'photos/ contains no image files.' }),
  'has-a-bug': () => answer({ type: 'failed', message: 'x is not a function' }),
  'crashes-natively': () => {
    process.stderr.write('terminate called after throwing an instance of std::bad_alloc\n', () =>
      process.kill(process.pid, 'SIGSEGV'),
    );
  },
  'exits-silently': () => process.exit(3),
  'ends-on-cancel': () => {
    process.send({ type: 'progress', event: { done: 0, total: 0, unit: '' } });
    process.on(
      'message',
      ({ type }) =>
        type === 'cancel' && answer({ type: 'failed', code: 'trainer/cancelled', message: 'checkpoint at epoch 2' }),
    );
  },
  'ignores-cancel': () => {
    process.send({ type: 'progress', event: { done: process.pid, total: 0, unit: 'pid' } });
    setInterval(() => undefined, 1_000);
  },
};

process.on('message', (message) => message.type === 'run' && behaviours[message.request.stage](message.request));

function answer(message) {
  process.send(message, undefined, undefined, () => process.exit(0));
}
