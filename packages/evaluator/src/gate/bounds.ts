import { type Better, wordsOf } from '@sightline/contracts';
import { checkFigure, compare, type Rule } from './rule.ts';

/** Figures of which higher values are better must reach a number. */
export const minimum = bound('minimum', 'higher');
/** Figures of which lower values are better must not exceed a number. */
export const maximum = bound('maximum', 'lower');

function bound(rule: 'minimum' | 'maximum', better: Better): Rule {
  return (rules, { evaluation }) =>
    Object.entries(rules[rule]).map(([name, required]) => {
      const check = { rule, figure: name };
      return checkFigure(check, evaluation, (figure) => {
        if (figure.better === better) return compare(check, figure, required);
        const message =
          `${figure.better} values of ${wordsOf(name)} are better: set ` +
          `gate.${rule === 'minimum' ? 'maximum' : 'minimum'}.${name} instead`;
        return { ...check, passed: false, message };
      });
    });
}
