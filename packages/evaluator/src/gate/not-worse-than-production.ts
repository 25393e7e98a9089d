import { type Evaluation, type GateCheck, valueOf } from '@sightline/contracts';
import { checkFigure, compare, formatNumber, type Rule } from './rule.ts';

const NAME = 'notWorseThanProduction';
const ALL_THE_SAME =
  'so that figures do not compare. To publish all the same, set gate.notWorseThanProduction to false for this run';

/** Figures must not be worse, by more than the tolerance, than those of the model in production on the same samples. */
export const notWorseThanProduction: Rule = (
  { notWorseThanProduction: asked, tolerance },
  { evaluation, production },
) => {
  if (!production || asked === false) return [];
  const { version } = production;
  if ('problem' in production) return [notMeasured(version, production.problem)];
  const different = differentTargets(evaluation, production);
  if (different) return [different];
  return (asked === true ? [evaluation.headline] : asked).map((figure) => {
    const check = { rule: NAME, figure };
    return checkFigure(check, evaluation, (ours) => {
      const theirs = valueOf(production.evaluation.figures, figure)?.value;
      if (theirs === undefined)
        return { ...check, passed: false, message: `${figure} of version ${version} in production was not measured` };
      const required = ours.better === 'higher' ? theirs - tolerance : theirs + tolerance;
      const compared = compare(check, ours, required);
      const sign = ours.better === 'higher' ? 'less' : 'and';
      const allowance = tolerance > 0 ? ` (${formatNumber(theirs)} ${sign} ${formatNumber(tolerance)} allowed)` : '';
      const message = `${compared.message}, that of version ${version} in production on the same split${allowance}`;
      return { ...compared, message };
    });
  });
};

/** One that this version cannot read is not served either: any model is better. One of other classes is in use. */
function notMeasured(version: number, { code, message }: { code: string; message: string }): GateCheck {
  const what = `version ${version} in production`;
  if (code === 'artifacts/outdated') {
    const nothing =
      `${what} was made by another version of Sightline, which is not served any more: there is nothing to compare ` +
      'with';
    return { rule: NAME, passed: true, message: nothing };
  }
  return {
    rule: NAME,
    passed: false,
    message: `${what} cannot be measured on this dataset (${message}), ${ALL_THE_SAME}`,
  };
}

/** Figures over different classes, or of different tasks, do not compare. */
function differentTargets(
  { targetNames, task }: Evaluation,
  { version, evaluation: production }: { version: number; evaluation: Evaluation },
): GateCheck | undefined {
  const added = targetNames.filter((name) => !production.targetNames.includes(name));
  const removed = production.targetNames.filter((name) => !targetNames.includes(name));
  const changes = [
    task === production.task ? '' : `${task} instead of ${production.task}`,
    added.length > 0 ? `new: ${added.join(', ')}` : '',
    removed.length > 0 ? `gone: ${removed.join(', ')}` : '',
  ].filter(Boolean);
  if (changes.length === 0) return undefined;
  return {
    rule: NAME,
    passed: false,
    message:
      `what it tells apart differs from version ${version} in production (${changes.join('; ')}), ` + ALL_THE_SAME,
  };
}
