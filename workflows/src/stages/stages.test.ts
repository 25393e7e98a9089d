import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PLANS } from '@sightline/contracts';
import { stages } from './stages.ts';

it('has each stage under its own name', () => {
  for (const name of PLANS.trainToServe) expect(stages[name].name).toBe(name);
});

it('declares stages without loading native code, which only what computes them needs', async () => {
  const script = `import { stages } from ${JSON.stringify(join(__dirname, '../../dist/stages/stages.js'))};
    const native = () => process.report.getReport().sharedObjects.filter((path) => /tensorflow|vips|sharp/.test(path));
    const declared = native();
    await stages.train.load();
    console.log(declared.length, native().length > 0);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  expect(stdout).toBe('0 true\n');
});
