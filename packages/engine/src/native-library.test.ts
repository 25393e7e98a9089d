import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ENGINE = join(__dirname, '../dist/index.js');
const SCRIPT = `
  import { compilePredict, tf } from ${JSON.stringify(ENGINE)};
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  const [output] = compilePredict(model).predict({ shape: [1, 2], data: [1, 2] });
  console.log(output.shape.length);
`;

/** The process.env of a worker thread is a copy, which native code does not see. */
const IN_WORKER = (value: string) => `
  import { Worker } from 'node:worker_threads';
  const script = \`
    process.env.TF_ENABLE_ONEDNN_OPTS = '${value}';
    import(${JSON.stringify(ENGINE)}).then(({ doctor }) => console.log(doctor().oneDnn));
  \`;
  new Worker(script, { eval: true });
`;

function printed(environment: NodeJS.ProcessEnv, script = SCRIPT): { stdout: string; stderr: string } {
  const { TF_CPP_MIN_LOG_LEVEL: _, ...env } = process.env;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...env, ...environment },
    encoding: 'utf8',
  });
}

it('a user’s script sees none of TensorFlow’s own lines, unless it asks for them', () => {
  expect(printed({})).toMatchObject({ stdout: '2\n', stderr: '' });
  expect(printed({ TF_CPP_MIN_LOG_LEVEL: '0' }).stderr).toContain('oneDNN custom operations are on');
});

it.each([
  ['0', 'off'],
  ['1', 'on'],
])('a worker thread’s TF_ENABLE_ONEDNN_OPTS=%s holds for TensorFlow too: oneDNN is %s', (value, state) => {
  const { stdout, stderr } = printed({ TF_CPP_MIN_LOG_LEVEL: '0', TF_ENABLE_ONEDNN_OPTS: undefined }, IN_WORKER(value));
  expect(stdout).toBe(`${state}\n`);
  expect(stderr.includes('oneDNN custom operations are on')).toBe(state === 'on');
});
