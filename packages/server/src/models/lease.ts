/** A value that is freed when it has been ended and nobody works with it any more. */
export interface Lease<Value> {
  readonly value: Value;
  readonly ended: boolean;
  /**
   * Holds the value for as long as `work` takes. Call it only while not `ended`, in the same turn of the event loop.
   */
  use<Result>(work: (value: Value) => Promise<Result>): Promise<Result>;
  /** Takes no new work; resolves when the work under way is done and the value is freed. */
  end(): Promise<void>;
}

export function lease<Value>(value: Value, free: (value: Value) => Promise<void>): Lease<Value> {
  let users = 0;
  let drained: (() => void) | undefined;
  let ending: Promise<void> | undefined;

  return {
    value,
    get ended() {
      return ending !== undefined;
    },
    async use(work) {
      users++;
      try {
        return await work(value);
      } finally {
        if (--users === 0) drained?.();
      }
    },
    end() {
      ending ??= new Promise<void>((resolve) => (users === 0 ? resolve() : (drained = resolve))).then(() =>
        free(value),
      );
      return ending;
    },
  };
}
