import type { ClassResult, GateCheck } from '@sightline/contracts';
import { isJudged } from './judged-classes.ts';
import { compare, type Rule } from './rule.ts';

const RULE = 'minimumRecall';

/** Each class must be recognized in a part of its samples: those that can be judged, or those that are named. */
export const minimumRecall: Rule = ({ minimumRecall: asked }, { evaluation: { classes = [], split } }) => {
  if (typeof asked === 'number') return asked === 0 ? [] : lowest(asked, classes.filter(isJudged));
  return Object.entries(asked).map(([name, required]) => {
    const figure = `recall of "${name}"`;
    const found = classes.find((one) => one.name === name);
    if (found?.recall) return compareRecall(found, required);
    const why = found
      ? `the ${split} split has no sample of it`
      : `these classes were: ${classes.map((one) => one.name).join(', ') || 'none'}`;
    return { rule: RULE, figure, passed: false, message: `${figure} was not measured; ${why}` };
  });
};

/** One check for all: of the lowest recall. */
function lowest(required: number, classes: readonly ClassResult[]): GateCheck[] {
  const [worst, ...others] = classes.toSorted((one, other) => recallOf(one) - recallOf(other));
  if (!worst) return [];
  const check = compareRecall(worst, required);
  const more = others.filter((one) => !compareRecall(one, required).passed).length;
  const which = check.passed
    ? `, the lowest of ${classes.length === 1 ? '1 class' : `${classes.length} classes`}`
    : `: ${Math.round(recallOf(worst) * worst.samples)} of ${worst.samples} samples were recognized` +
      (more > 0 ? `; ${more} more ${more === 1 ? 'class falls' : 'classes fall'} short` : '');
  return [{ ...check, message: check.message + which }];
}

function compareRecall(one: ClassResult, required: number): GateCheck {
  const figure = `recall of "${one.name}"`;
  const check = compare({ rule: RULE, figure: 'recall' }, { value: recallOf(one), better: 'higher' }, required);
  return { ...check, figure, message: check.message.replace('recall', figure) };
}

function recallOf({ recall }: ClassResult): number {
  return recall?.value ?? 0;
}
