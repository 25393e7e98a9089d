/** Where a status line is written: a terminal, or a pipe or file. */
export interface TextStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/**
 * One owned line at the bottom of a terminal, log lines above it. Off a terminal: plain lines, the status at most every
 * few seconds. The set-up and the installation of native parts have their own printers: they run without this package.
 */
export interface StatusLine {
  /** What the bottom line says now. */
  update(text: string): void;
  /** Adds a line that stays. */
  log(text: string): void;
  /** Takes the bottom line away. */
  close(): void;
}

const PLAIN_INTERVAL_MS = 5_000;
const CLEAR = '\r\x1b[2K';

export function statusLine(stream: TextStream): StatusLine {
  return stream.isTTY ? ownedLine(stream) : plainLines(stream);
}

function ownedLine(stream: TextStream): StatusLine {
  let current = '';
  const draw = (text: string) => stream.write(CLEAR + text);
  return {
    update(text) {
      // A wrapped line could not be cleared again.
      const fitting = text.slice(0, (stream.columns || 80) - 1);
      if (fitting !== current) draw((current = fitting));
    },
    log(text) {
      draw(`${text}\n`);
      if (current) draw(current);
    },
    close() {
      if (current) draw((current = ''));
    },
  };
}

function plainLines(stream: TextStream): StatusLine {
  let lastAt = Date.now();
  const print = (text: string) => {
    lastAt = Date.now();
    stream.write(`${text}\n`);
  };
  return {
    update(text) {
      if (text && Date.now() - lastAt >= PLAIN_INTERVAL_MS) print(text);
    },
    log: print,
    close: () => undefined,
  };
}
