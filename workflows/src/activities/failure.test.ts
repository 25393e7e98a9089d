import {
  ContractError,
  ERROR_CODES,
  parse,
  pipelineSchema,
  SightlineError,
  type ErrorCode,
} from '@sightline/contracts';
import { toFailure } from './failure.ts';

describe('toFailure', () => {
  it.each(Object.entries(ERROR_CODES))('%s is tried again: %s', (code, retryable) => {
    const failure = toFailure(new SightlineError(code as ErrorCode, 'what went wrong'));
    expect(failure).toMatchObject({ type: code, nonRetryable: !retryable, message: 'what went wrong' });
  });

  it("fails at once with zod's message when an input does not fit", () => {
    let error: unknown;
    try {
      parse(pipelineSchema, { name: 'digits', epochs: 3 }, 'The run');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ContractError);
    const failure = toFailure(error);
    expect(failure).toMatchObject({ type: 'contracts/invalid-input', nonRetryable: true });
    expect(failure.message).toContain('epochs: unknown key.');
  });

  it('does not repeat an error without a code', () => {
    expect(toFailure(new TypeError('x is not a function'))).toMatchObject({ type: 'Error', nonRetryable: true });
  });
});
