// @ts-check
// `npm run faults`: the faults of `faults/faults.mjs`, each with times drawn by chance until it was there 20 times
// (`-- --count 5 --only F29,F38`); adds what was counted to docs/benchmarks/faults.json, after each trial. Interrupted,
// it goes on where it was. The exit code is 1 when any trial did not end as it should.
import { readArguments } from './arguments.mjs';
import { FAULTS, NOT_COVERED } from './faults/faults.mjs';
import { count, countedOf, formatCounted, readKept, writeKept } from './faults/record.mjs';
import { openSetting } from './faults/setting.mjs';
import { tryFault } from './faults/trial.mjs';

/** A fault that never is in time is a mistake in its entry. */
const MOST_MISSED = 3;

const { count: wanted = '20', only } = readArguments({ count: { type: 'string' }, only: { type: 'string' } });
const ids = only?.split(',');
const unknown = ids?.filter((id) => !FAULTS.some((fault) => fault.id === id)) ?? [];
if (unknown.length > 0) throw new Error(`There are no entries for ${unknown.join(', ')}.`);

const kept = await readKept(NOT_COVERED);
const setting = await openSetting();
let problems = 0;
try {
  for (const fault of FAULTS.filter(({ id }) => !ids || ids.includes(id))) {
    const counted = countedOf(kept, fault);
    if (fault.possible && !fault.possible()) {
      console.log(`${fault.id}: this machine does not allow it.`);
      continue;
    }
    while (counted.trials < Number(wanted) && counted.tries < MOST_MISSED * Number(wanted)) {
      const outcome = await tryFault(fault, { number: counted.tries + 1, setting });
      count(counted, outcome);
      await writeKept(kept);
      if (outcome.problem === undefined) continue;
      problems += 1;
      console.error(`${fault.id}, trial ${outcome.number}: ${outcome.problem}`);
    }
    console.log(formatCounted(counted));
  }
} finally {
  await setting.close();
}
for (const [id, why] of Object.entries(NOT_COVERED)) console.log(`${id.padEnd(4)} not covered: ${why}`);
process.exitCode = problems === 0 ? 0 : 1;
