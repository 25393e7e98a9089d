import { formatFigures, formatHeadline, wordsOf } from '../evaluation/format-figure.ts';
import type { StageName } from './stage-names.ts';
import type { StageOutputs } from './stage-types.ts';

const count = (value: number) => value.toLocaleString('en-US');
const plural = (value: number, noun: string) => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

function dataset(output: StageOutputs['ingest']): string {
  const classes = Object.keys(output.classes).length;
  const counted = [`${count(output.samples)} samples`, ...(classes > 0 ? [`${classes} classes`] : [])];
  return [...counted, `${count(output.quarantined)} quarantined`].join(', ');
}

/** One line for people on what each stage produced. */
export const summaries: { [Name in StageName]: (output: StageOutputs[Name]) => string } = {
  ingest: dataset,
  scrub: (output) => {
    const found = Object.entries(output.findings).toSorted(([, one], [, other]) => other - one);
    const findings = found.reduce((sum, [, own]) => sum + own, 0);
    const listed = (counts: [string, number][]) =>
      counts.map(([check, own]) => `${wordsOf(check)} ${count(own)}`).join(', ');
    const byCheck = listed(found);
    const shared = listed(Object.entries(output.prevalent ?? {}));
    return (
      `${dataset(output)}, ${plural(findings, 'finding')}${byCheck && ` (${byCheck})`}` +
      (shared && `; common to most, so not listed: ${shared}`)
    );
  },
  split: ({ splits }) =>
    `${count(splits.train)} to train, ${count(splits.validation)} to validate, ${count(splits.test)} to test`,
  augment: ({ transforms }) => plural(transforms, 'transform'),
  train: ({ epochs, bestEpoch, figures, parameters }) =>
    `${count(epochs)} epochs, best ${bestEpoch}: validation ${formatFigures(figures)}, ${count(parameters)} parameters`,
  evaluate: (output) => `${formatHeadline(output)} on ${count(output.samples)} samples`,
  gate: ({ passed, checks, warnings = [] }) =>
    passed
      ? `passed: ${plural(checks.length, 'check')}${warnings.length > 0 ? ', with a warning' : ''}`
      : `refused: ${checks
          .filter((check) => !check.passed)
          .map((check) => check.message)
          .join('; ')}`,
  export: ({ parity, parameters }) =>
    `${count(parameters)} parameters; ONNX within ${parity.onnx.toExponential(1)}, SavedModel within ` +
    `${parity.savedModel.toExponential(1)} of the trained model`,
  register: ({ name, version }) => `${name} version ${version}`,
  promote: ({ alias, to }) => `version ${to} is ${alias}`,
  serve: ({ answers }) => {
    const fastest = Math.min(...answers.map(({ milliseconds }) => milliseconds));
    const judged = answers.filter(({ right }) => right !== undefined);
    const right = judged.filter((answer) => answer.right).length;
    const answered =
      judged.length > 0
        ? `${right} of ${judged.length} held-out samples answered correctly`
        : `${answers.length} held-out samples answered`;
    return `${answered}, the fastest in ${fastest.toFixed(0)} ms`;
  },
  report: ({ folder }) => folder,
};
