import { InterceptingCall, type InterceptorOptions, Metadata, type NextCall, status } from '@grpc/grpc-js';

/**
 * Lets a call that Temporal's client repeats fail as others do when its connection has been closed in the meantime. The
 * channel throws then, out of the timer of the repetition, which ends the process.
 */
export function failWhenClosed(options: InterceptorOptions, nextCall: NextCall): InterceptingCall {
  try {
    return new InterceptingCall(nextCall(options));
  } catch (error) {
    return new InterceptingCall({
      start: (_metadata, listener) => {
        const details = error instanceof Error ? error.message : String(error);
        const ended = { code: status.CANCELLED, details, metadata: new Metadata() };
        process.nextTick(() => {
          // The retries of Temporal's client hold back the last message, and need one.
          listener?.onReceiveMessage?.(null);
          listener?.onReceiveStatus?.(ended);
        });
      },
      cancelWithStatus: () => undefined,
      getPeer: () => '',
      getAuthContext: () => null,
      sendMessageWithContext: () => undefined,
      sendMessage: () => undefined,
      startRead: () => undefined,
      halfClose: () => undefined,
    });
  }
}
