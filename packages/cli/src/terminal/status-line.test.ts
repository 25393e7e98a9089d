import { statusLine } from './status-line.ts';

function recorder(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 20, write: (text: string) => written.push(text), written };
}

describe('statusLine on a terminal', () => {
  it('redraws its one line in place, cut to the width', () => {
    const stream = recorder(true);
    const line = statusLine(stream);
    line.update('step 1');
    line.update('step 1');
    line.update('a line that is longer than the terminal');
    line.close();
    expect(stream.written).toEqual(['\r\x1b[2Kstep 1', '\r\x1b[2Ka line that is long', '\r\x1b[2K']);
  });

  it('keeps log lines above it', () => {
    const stream = recorder(true);
    const line = statusLine(stream);
    line.update('step 1');
    line.log('ingest done');
    expect(stream.written.slice(1)).toEqual(['\r\x1b[2Kingest done\n', '\r\x1b[2Kstep 1']);
  });
});

describe('statusLine off a terminal', () => {
  it('writes plain lines, the status only now and then', () => {
    jest.useFakeTimers();
    try {
      const stream = recorder(false);
      const line = statusLine(stream);
      line.update('step 1');
      jest.advanceTimersByTime(5_000);
      line.update('step 50');
      line.update('step 51');
      line.log('train done');
      line.close();
      expect(stream.written).toEqual(['step 50\n', 'train done\n']);
    } finally {
      jest.useRealTimers();
    }
  });
});
