/**
 * Every error code of Sightline, and whether trying the same work again can help. `true` means the cause is outside the
 * input (a crash, a lock, a network): Temporal retries it. This table is the only place that decides.
 */
export const ERROR_CODES = {
  'contracts/invalid-input': false,
  'contracts/unreadable-spec': false,
  'artifacts/not-found': false,
  'artifacts/ambiguous': false,
  'artifacts/corrupt': false,
  'artifacts/conflict': false,
  'artifacts/rolled-back': false,
  'artifacts/outdated': false,
  'artifacts/storage-failed': true,
  'artifacts/storage-refused': false,
  'artifacts/invalid-store': false,
  'artifacts/module-not-found': false,
  'artifacts/invalid-module': false,
  'artifacts/module-changed': true,
  'tasks/missing-annotation': false,
  'tasks/unknown-label': false,
  'tasks/invalid-options': false,
  'tasks/invalid-outputs': false,
  'tasks/no-samples': false,
  'native/compiler-missing': false,
  'native/download-failed': true,
  'native/hash-mismatch': true,
  'native/build-failed': false,
  'native/disk-full': false,
  'native/unsupported-platform': false,
  'native/not-installed': false,
  'native/server-failed': true,
  'engine/not-recordable': false,
  'engine/load-failed': false,
  'engine/invalid-program': false,
  'engine/invalid-state': false,
  'engine/invalid-options': false,
  'engine/disposed': false,
  'ingest/source-not-found': false,
  'ingest/source-unreadable': true,
  'ingest/source-changed': true,
  'ingest/invalid-source': false,
  'ingest/unsafe-archive': false,
  'ingest/empty-source': false,
  'ingest/empty-split': false,
  'ingest/single-class': false,
  'ingest/class-too-small': false,
  'ingest/too-many-quarantined': false,
  'ingest/undecodable-image': false,
  'ingest/wrong-medium': false,
  'ingest/duplicate-samples': false,
  'ingest/failed-check': false,
  'ingest/label-mismatch': false,
  'ingest/not-divisible': false,
  'ingest/split-leak': false,
  'augment/wrong-size': false,
  'augment/invalid-annotations': false,
  'augment/unknown-operation': false,
  'augment/invalid-transform': false,
  'augment/batch-failed': true,
  'augment/out-of-memory': false,
  'augment/invalid-rows': false,
  'augment/invalid-strategy': false,
  'augment/class-too-small': false,
  'augment/not-training-split': false,
  'models/unknown-architecture': false,
  'models/invalid-architecture': false,
  'models/unreadable-model': false,
  'models/invalid-model': false,
  'models/unreadable-weights': false,
  'models/weights-mismatch': false,
  'trainer/diverged': false,
  'trainer/empty-source': false,
  'trainer/invalid-data': false,
  'trainer/invalid-options': false,
  'trainer/other-classes': false,
  'evaluator/empty-split': false,
  'evaluator/dataset-mismatch': false,
  'evaluator/outdated-index': false,
  'evaluator/incomplete-run': false,
  'deployer/unsupported-operation': false,
  'deployer/invalid-signature': false,
  'deployer/parity-failed': false,
  'deployer/not-promotable': false,
  'deployer/empty-split': false,
  'deployer/server-unreachable': true,
  'server/invalid-request': false,
  'server/model-not-found': false,
  'server/body-too-large': false,
  'server/unsupported-media-type': false,
  'server/overloaded': true,
  'server/model-failed': true,
  'server/stopping': true,
  'server/output-exists': false,
  'workflows/stage-crashed': true,
  'workflows/stage-interrupted': true,
  'workflows/out-of-memory': true,
  'workflows/out-of-time': false,
  'workflows/notice-refused': true,
  'workflows/hook-failed': false,
  'workflows/worker-lost': true,
  'workflows/cancelled': false,
  'workflows/service-failed': true,
  'workflows/other-server': false,
  'workflows/server-unreachable': true,
  'workflows/invalid-connection': false,
  'workflows/invalid-key': false,
  'workflows/run-not-found': false,
  'workflows/invalid-answer': false,
  'workflows/approval-answered': false,
  'workflows/approval-not-awaited': false,
  'workflows/input-too-large': false,
  'workflows/search-attributes-missing': false,
  'workflows/schedule-exists': false,
  'workflows/schedule-not-found': false,
  'workflows/invalid-schedule': false,
  'workflows/trigger-not-found': false,
  'workflows/invalid-secret': false,
  'cli/wrong-usage': false,
  'cli/unreadable-file': false,
  'cli/cannot-listen': false,
  'cli/unexpected': false,
  'cli/not-restorable': false,
  'cli/not-reproducible': false,
  'workflows/run-exists': false,
  'workflows/storage-failed': true,
  'workflows/terminated': false,
  'cli/run-not-found': false,
  'cli/run-ended': false,
  'cli/no-approval-asked': false,
  'cli/no-model-named': false,
  'cli/no-model-served': false,
  'cli/not-promoted': false,
  'cli/no-worker': false,
} as const satisfies Record<string, boolean>;

/** A code from {@link ERROR_CODES}: `package/what-went-wrong`. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** The codes of one package: `CodeOf<'ingest'>` is `'ingest/empty-source' | …`. */
export type CodeOf<Package extends string> = Extract<ErrorCode, `${Package}/${string}`>;

/**
 * The base of each package's one error class. Its message says what was received, what is allowed and how to mend it.
 *
 * @example
 * class IngestError extends SightlineError<CodeOf<'ingest'>> {}
 * const message = 'photos/ contains no image files. Allowed: .png, .jpg, … Put them into one folder per class.';
 * throw new IngestError('ingest/empty-source', message);
 */
export class SightlineError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }

  /** Whether trying the same work again can help. */
  get retryable(): boolean {
    return ERROR_CODES[this.code];
  }
}

/** One thing that is wrong with what was given, or that is to be looked at. */
export interface Problem {
  /** Where: `augment[0].degrees`; empty for the whole. */
  readonly key: string;
  readonly message: string;
  /** A warning keeps nothing from running. */
  readonly severity: 'error' | 'warning';
}

/** Thrown when data from outside does not fit its schema, or a spec file cannot be read. */
export class ContractError extends SightlineError<CodeOf<'contracts'>> {
  /** What its message lists, for a program; empty where there is no list. */
  readonly problems: readonly Problem[];

  constructor(
    code: CodeOf<'contracts'>,
    message: string,
    { problems = [], ...options }: { cause?: unknown; problems?: readonly Problem[] } = {},
  ) {
    super(code, message, options);
    this.problems = problems;
  }
}

/** Problems as lines of a message. */
export function problemLines(problems: readonly Problem[]): string {
  return problems.map(({ key, message }) => `  - ${key || 'the whole'}: ${message}`).join('\n');
}

/**
 * The code of any thrown value, or `undefined` when it is not Sightline's. Works across processes and module copies: it
 * reads the property, not the class.
 */
export function errorCodeOf(error: unknown): ErrorCode | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && code in ERROR_CODES ? (code as ErrorCode) : undefined;
}

/** The message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
