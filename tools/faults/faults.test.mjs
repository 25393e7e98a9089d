// @ts-check
import { FAULTS, NOT_COVERED } from './faults.mjs';
import { openSetting } from './setting.mjs';
import { tryFault } from './trial.mjs';

/** Tries until a fault was there: what is drawn may come too late. */
const MOST_TRIES = 10;

jest.setTimeout(300_000);

/** @type {import('./setting.mjs').Setting} */
let setting;
beforeAll(async () => {
  setting = await openSetting();
});
afterAll(() => setting.close());

it('each fault of the list is tried, or says why not', () => {
  const ids = [...FAULTS.map(({ id }) => id), ...Object.keys(NOT_COVERED)];
  const listed = Array.from({ length: 43 }, (_, index) => index + 1).filter((number) => number <= 16 || number >= 29);
  expect(ids.toSorted()).toEqual(listed.map((number) => `F${number}`).toSorted());
});

const quick = FAULTS.filter(({ quick: isQuick, possible = () => true }) => isQuick && possible());
it.each(quick.map((fault) => /** @type {const} */ ([fault.id, fault])))('%s ends as it should', async (_, fault) => {
  for (let number = 1; number <= MOST_TRIES; number++) {
    const { fired, problem } = await tryFault(fault, { number, setting });
    expect(problem).toBeUndefined();
    if (fired !== undefined) return;
  }
  throw new Error(`${fault.id} was not there in ${MOST_TRIES} tries.`);
});
