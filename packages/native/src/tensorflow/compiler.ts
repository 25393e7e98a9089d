import { NativeError } from '../errors.ts';
import { runCommand } from '../run-command.ts';

/**
 * The C++ compiler as command and first arguments: `$CXX`, else `c++`, `g++` or `clang++`.
 *
 * @throws NativeError `native/compiler-missing`, saying what to install
 */
export async function findCompiler(): Promise<[string, ...string[]]> {
  const named = process.env.CXX?.split(/\s+/).filter((word) => word !== '') ?? [];
  for (const [command, ...args] of [named, ['c++'], ['g++'], ['clang++']]) {
    if (command && (await runCommand(command, [...args, '--version'])).code === 0) return [command, ...args];
  }
  throw new NativeError(
    'native/compiler-missing',
    'No C++ compiler was found (tried $CXX, c++, g++, clang++). Install one: `sudo apt install g++` (Debian, ' +
      'Ubuntu), `sudo dnf install gcc-c++` (Fedora), `xcode-select --install` (macOS); or set CXX to yours.',
  );
}
