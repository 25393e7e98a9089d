import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PLANS } from '@sightline/contracts';
import { stages } from './stages.ts';

it('has each stage under its own name', async () => {
  for (const name of PLANS.trainToServe) expect((await stages[name]()).name).toBe(name);
});

it('loads TensorFlow for the stages alone that compute with it', async () => {
  const names = PLANS.trainToServe.filter((name) => !['train', 'evaluate', 'export'].includes(name));
  const script = `import { stages } from ${JSON.stringify(join(__dirname, '../../dist/stages/stages.js'))};
    for (const name of ${JSON.stringify(names)}) {
      await stages[name]();
      if (process.report.getReport().sharedObjects.some((path) => /tensorflow/.test(path))) throw new Error(name);
    }
    console.log('none');`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  expect(stdout).toBe('none\n');
});
