import { type Evaluation, type Figure, type GateCheck, type GateRules, valueOf, wordsOf } from '@sightline/contracts';

/** What a rule looks at. */
export interface Compared {
  readonly evaluation: Evaluation;
  /** The model in production, where there is one: measured on the same samples, or why it could not be. */
  readonly production?:
    | { readonly version: number; readonly evaluation: Evaluation }
    | { readonly version: number; readonly problem: { readonly code: string; readonly message: string } }
    | undefined;
}

/** One way to ask something of figures: a check for each figure that the gate's rules name. */
export type Rule = (rules: GateRules, compared: Compared) => GateCheck[];

/** Room for rounding when two figures are compared. */
export const ROUNDING = 1e-12;

/** Compares a figure with the value that it must reach: by `better`, at least that or at most that. */
export function compare(check: { rule: string; figure: string }, figure: Figure, required: number): GateCheck {
  const { value: received, better } = figure;
  const isHigher = better === 'higher';
  const passed = isHigher ? received >= required - ROUNDING : received <= required + ROUNDING;
  const sign = isHigher ? (passed ? '≥' : '<') : passed ? '≤' : '>';
  const numbers = `${formatNumber(received, required)} ${sign} ${formatNumber(required, received)}`;
  const message = `${wordsOf(check.figure)} ${numbers}`;
  return { ...check, passed, received, required, message };
}

/** A check of a figure, which fails where the evaluation has none of that name. */
export function checkFigure(
  check: { rule: string; figure: string },
  { figures }: Evaluation,
  decide: (figure: Figure) => GateCheck,
): GateCheck {
  const figure = valueOf(figures, check.figure);
  if (figure) return decide(figure);
  const message = `${wordsOf(check.figure)} was not measured; these figures were: ${Object.keys(figures).join(', ')}`;
  return { ...check, passed: false, message };
}

/** Four decimals at most, or as many as it takes to tell `value` from `other`. */
export function formatNumber(value: number, other = value): string {
  const decimals = value === other ? 4 : Math.max(4, Math.ceil(-Math.log10(Math.abs(value - other))) + 1);
  return String(Number(value.toFixed(Math.min(decimals, 12))));
}
