import { csv } from './csv.ts';

describe('csv', () => {
  it('quotes what would break a row', () => {
    expect(
      csv(
        ['path', 'bytes'],
        [
          ['a,b.png', 1],
          ['say "hi"\n.png', 2.5],
        ],
      ),
    ).toBe('path,bytes\n"a,b.png",1\n"say ""hi""\n.png",2.5\n');
  });
});
