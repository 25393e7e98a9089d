import { wordsOf } from '@sightline/contracts';
import { checkFigure, formatNumber, ROUNDING, type Rule } from './rule.ts';

/** A model must be better than one answer for all samples, which is right as often as its class is large. */
export const betterThanConstant: Rule = ({ betterThanConstant: asked }, { evaluation }) => {
  const { constant } = evaluation;
  if (!asked || !constant) return [];
  const { figure: name, value: required } = constant;
  const check = { rule: 'betterThanConstant', figure: name };
  return [
    checkFigure(check, evaluation, ({ value: received, better }) => {
      const isHigher = better === 'higher';
      const passed = (isHigher ? received - required : required - received) > ROUNDING;
      const sign = isHigher ? (passed ? '>' : '≤') : passed ? '<' : '≥';
      const numbers = `${formatNumber(received, required)} ${sign} ${formatNumber(required, received)}`;
      const message = `${wordsOf(name)} ${numbers}, that of one answer for all samples`;
      return { ...check, passed, received, required, message };
    }),
  ];
};
