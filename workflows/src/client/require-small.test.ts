import { digitsRun } from '../digits-run.fixture.ts';
import { requireSmall } from './require-small.ts';

it('refuses what Temporal would not take, and names what is large', () => {
  const input = digitsRun('/data/digits', 1);
  expect(() => requireSmall(input)).not.toThrow();
  const about = { ...input, who: 'x'.repeat(2 * 1024 * 1024) };
  expect(() => requireSmall(about)).toThrow(
    'What the run is given takes 2.0 MB; Temporal takes at most 2 MB. The largest part is who, with 2.0 MB',
  );
});
