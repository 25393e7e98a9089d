// @ts-check

/** A set-up step that failed for a reason that was foreseen: the message says what failed and what to do. */
export class SetUpError extends Error {}

/**
 * The error of a command that failed: what it was for, the cause as far as its output tells, and what to do.
 *
 * @param {string} what failed, as a sentence without a full stop
 * @param {string} output of the command
 * @returns {SetUpError}
 */
export function commandFailed(what, output) {
  const remedy = REMEDIES.find(({ sign }) => sign.test(output))?.remedy ?? 'Fix what its output names, then try again.';
  // npm and tsc say the cause first.
  const firstLines = output.trim().split('\n').slice(0, 12).join('\n');
  return new SetUpError(`${what}. ${remedy}\n\n${firstLines}`);
}

const REMEDIES = [
  { sign: /ENOSPC|no space left on device/i, remedy: 'The disk is full: free some space, then try again.' },
  {
    sign: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network request/i,
    remedy:
      'The network or the npm registry could not be reached: check the connection and `npm config get registry`, ' +
      'then try again.',
  },
  { sign: /EINTEGRITY/, remedy: 'A download did not match its hash: run `npm cache verify`, then try again.' },
  { sign: /EACCES|EPERM/, remedy: 'A file could not be written: check who owns the folder, then try again.' },
];
