import { lease } from './lease.ts';

describe('lease', () => {
  it('frees the value only when the last work with it is done', async () => {
    const freed: string[] = [];
    const held = lease('model', async (value) => void freed.push(value));
    let finish: (answer: string) => void = () => undefined;
    const work = held.use(() => new Promise<string>((resolve) => (finish = resolve)));
    const ended = held.end();
    await Promise.resolve();
    expect({ ended: held.ended, freed }).toEqual({ ended: true, freed: [] });
    finish('answer');
    expect(await work).toBe('answer');
    await ended;
    expect(freed).toEqual(['model']);
  });

  it('frees once, also when work failed or it was ended twice', async () => {
    let freed = 0;
    const held = lease('model', async () => void freed++);
    await expect(held.use(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await Promise.all([held.end(), held.end()]);
    expect(freed).toBe(1);
  });
});
