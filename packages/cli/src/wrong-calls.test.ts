import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Command } from 'commander';
import { sightline } from './cli.fixture.ts';
import { sightlineProgram } from './program.ts';
import { WRONG } from './wrong-calls.fixture.ts';
import { folder, inFolder, type Wrong } from './wrong-words.fixture.ts';

let taken: Server;
let free: number;

beforeAll(async () => {
  await mkdir(folder);
  await writeFile(inFolder('empty.yaml'), '');
  await writeFile(inFolder('unknown.yaml'), 'name: digits\nfits: { epochs: 3 }\n');
  await writeFile(inFolder('code.ts'), 'export const spec = { name: `digits` };\n{');
  await writeFile(inFolder('mixed.json'), '[{"model":"digits","version":2},{"model":"digits","version":1}]');
  await writeFile(inFolder('image.png'), 'no image at all');
  await writeFile(inFolder('locked'), '');
  await chmod(inFolder('locked'), 0);
  taken = createServer((_, response) => void response.writeHead(404).end());
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  free = (other.address() as AddressInfo).port;
  await new Promise((resolve) => other.close(resolve));
});
afterAll(async () => {
  await new Promise((resolve) => taken.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

/** Asks for JSON: both of what a person and a script get are seen in one call. */
async function expectRefused(command: string, { words, says, code, exit, environment }: Wrong): Promise<void> {
  const { port } = taken.address() as AddressInfo;
  const given = words.map((word) => word.replace('TAKEN', String(port)).replace('FREE', String(free)));
  const home = await mkdtemp(inFolder('home-'));
  const ended = await sightline(['--json', command, ...given], {
    SIGHTLINE_HOME: home,
    ...environment,
  });
  const { error } = JSON.parse(ended.stdout) as { error: { code: string; message: string } };
  expect({ exit: ended.code, code: error.code }).toEqual({ exit: exit ?? 2, code: code ?? 'cli/wrong-usage' });
  expect(error.message).toMatch(says);
  expect(ended.stderr).toContain(error.message);
  // Neither a stack nor the words of a system call.
  expect(ended.stderr).not.toMatch(/^ {4}at |node:internal|\bE[A-Z]{4,}:|\[object/m);
}

/** Words for each argument that a command cannot do without. */
const words = (command: Command) => command.registeredArguments.filter(({ required }) => required).map(() => 'x');

async function commandOf(name: string): Promise<Command> {
  const command = (await sightlineProgram()).commands.find((each) => each.name() === name);
  if (!command) throw new Error(`There is no command ${name}.`);
  return command;
}

it('has rows for every command, and for no other', async () => {
  const { commands } = await sightlineProgram();
  const names = commands.map((command) => command.name()).filter((name) => !['help', 'complete'].includes(name));
  expect(Object.keys(WRONG).sort()).toEqual(names.sort());
});

describe.each(Object.keys(WRONG))('sightline %s', (name) => {
  it('refuses an option that it does not have', async () =>
    expectRefused(name, {
      words: [...words(await commandOf(name)), '--bogus'],
      says: /^unknown option '--bogus'|^required option/,
    }));

  it('asks for what is missing, and refuses more than it takes', async () => {
    const command = await commandOf(name);
    if (words(command).length > 0)
      await expectRefused(name, { words: [], says: /^missing required argument|^required option/ });
    if (command.registeredArguments.some(({ variadic }) => variadic)) return;
    const tooMany = [...command.registeredArguments.map(() => 'x'), 'extra'];
    await expectRefused(name, {
      words: tooMany,
      says: /^too many arguments|is invalid for argument|^required option/,
    });
  });

  for (const wrong of WRONG[name] ?? []) {
    it(`${wrong.words.join(' ').replaceAll(folder, '…')} ${JSON.stringify(wrong.environment ?? {})}`, () =>
      expectRefused(name, wrong));
  }
});

describe('sightline', () => {
  it.each([
    ['--bogus', /^unknown option '--bogus'/],
    ['rnu', /^unknown command 'rnu'.*Did you mean run/s],
    ['', /^No command was given\. Allowed: .*run/],
  ])('%s', (word, says) => {
    const given = expectRefusedAlone(word);
    return given.then(({ stdout, code }) => {
      expect(code).toBe(2);
      expect((JSON.parse(stdout) as { error: { message: string } }).error.message).toMatch(says);
    });
  });
});

function expectRefusedAlone(word: string) {
  return sightline([...(word ? [word] : []), '--json'], { SIGHTLINE_HOME: inFolder('home') });
}
