/** What a person says of a version that waits for approval. In a file without zod, for workflow code checks it. */
export interface ApprovalAnswer {
  decision: 'approve' | 'reject';
  /** The name of the person, at most 200 characters. */
  who: string;
  /** The reason, at most 2,000 characters. */
  why: string;
}

/** The answer as it was taken. */
export interface TakenAnswer extends ApprovalAnswer {
  /** In milliseconds since 1970. */
  at: number;
}

const DECISIONS: readonly unknown[] = ['approve', 'reject'] satisfies ApprovalAnswer['decision'][];
/** An answer is kept with its run for ever, and printed in lists. */
const LONGEST = { who: 200, why: 2_000 } as const;
const KEYS = ['decision', 'who', 'why'];

/** What is wrong with what somebody sent as an {@link ApprovalAnswer}, in a sentence; `undefined` for a good one. */
export function problemOfAnswer(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    return 'The answer must be an object: { decision, who, why }.';
  const given = answer as Record<string, unknown>;
  const unknown = Object.keys(given).find((key) => !KEYS.includes(key));
  if (unknown !== undefined)
    return `The answer has an unknown key "${unknown.slice(0, 100)}". Allowed: ${KEYS.join(', ')}.`;
  if (!DECISIONS.includes(given['decision'])) return 'The decision must be "approve" or "reject".';
  for (const [key, longest] of Object.entries(LONGEST)) {
    const text = given[key];
    if (typeof text !== 'string' || text.trim() === '')
      return `${key} is missing or empty. ${key === 'who' ? 'Name the person who decides.' : 'Give the reason.'}`;
    if (text.length > longest) return `${key} has ${text.length} characters. At most ${longest} are allowed.`;
  }
  return undefined;
}
