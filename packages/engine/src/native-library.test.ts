import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ENGINE = join(__dirname, '../dist/index.js');
const SCRIPT = `
  import { compilePredict, tf } from ${JSON.stringify(ENGINE)};
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  const [output] = compilePredict(model).predict({ shape: [1, 2], data: [1, 2] });
  console.log(output.shape.length);
`;

function printed(environment: NodeJS.ProcessEnv): { stdout: string; stderr: string } {
  const { TF_CPP_MIN_LOG_LEVEL: _, ...env } = process.env;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', SCRIPT], {
    env: { ...env, ...environment },
    encoding: 'utf8',
  });
}

it('a user’s script sees none of TensorFlow’s own lines, unless it asks for them', () => {
  expect(printed({})).toMatchObject({ stdout: '2\n', stderr: '' });
  expect(printed({ TF_CPP_MIN_LOG_LEVEL: '0' }).stderr).toContain('oneDNN custom operations are on');
});
