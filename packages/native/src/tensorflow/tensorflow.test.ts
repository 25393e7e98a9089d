import { createRequire } from 'node:module';
import { mkdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useEmptyCache } from '../cache.fixture.ts';
import type { Source } from '../install/source.ts';
import { runCommand } from '../run-command.ts';
import { findCompiler } from './compiler.ts';
import { linkTensorflow, installedTensorflow, installTensorflow } from './tensorflow.ts';

const cache = useEmptyCache();

/** A tfjs-node of a few lines: a Node-API binding that asks "TensorFlow" for its version. */
const BINDING = `
#include <node_api.h>
#include "tensorflow/c/c_api.h"
static napi_value start(napi_env env, napi_value exports) {
  napi_value version;
  napi_create_int32(env, TF_FakeVersion(), &version);
  napi_set_named_property(env, exports, "version", version);
  return exports;
}
NAPI_MODULE(NODE_GYP_MODULE_NAME, start)
`;
const isMac = process.platform === 'darwin';
const LIBRARY = isMac ? 'libtensorflow_cc.2.dylib' : 'libtensorflow_cc.so.2';

let packageFolder: string;
let fakeTensorflow: Source;

beforeEach(async () => {
  packageFolder = join(cache(), 'node_modules', 'tfjs');
  await mkdir(join(packageFolder, 'binding'), { recursive: true });
  await writeFile(join(packageFolder, 'binding', 'binding.cc'), BINDING);
  const [compiler, ...first] = await findCompiler();
  fakeTensorflow = {
    name: 'a small library',
    version: '0.0.1',
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', // of "test"
    bytesNeeded: 1_000,
    async download(folder) {
      await writeFile(join(folder, 'file'), 'test');
      return join(folder, 'file');
    },
    async unpack(_file, folder) {
      await mkdir(join(folder, 'deps', 'lib'), { recursive: true });
      await mkdir(join(folder, 'deps', 'include', 'tensorflow', 'c'), { recursive: true });
      await writeFile(
        join(folder, 'deps', 'include', 'tensorflow', 'c', 'c_api.h'),
        'extern "C" int TF_FakeVersion();',
      );
      await writeFile(join(folder, 'fake.cc'), 'extern "C" int TF_FakeVersion() { return 42; }');
      const name = isMac ? `-Wl,-install_name,@rpath/${LIBRARY}` : `-Wl,-soname,${LIBRARY}`;
      await runCommand(compiler, [
        ...first,
        '-shared',
        '-fPIC',
        name,
        join(folder, 'fake.cc'),
        '-o',
        join(folder, 'deps', 'lib', LIBRARY),
      ]);
    },
  };
});

const install = () => installTensorflow({ packageFolder, sources: [fakeTensorflow], extraBindings: [] });
const load = () =>
  createRequire(import.meta.url)(join(packageFolder, 'lib', 'napi-v8', 'tfjs_binding.node')) as { version: number };

it('installs the library, builds the binding against it and links both where tfjs-node looks', async () => {
  const installed = await install();
  expect(load().version).toBe(42);
  expect(await readlink(join(packageFolder, 'deps', 'lib'))).toBe(join(installed.folder, 'deps', 'lib'));
  expect(installedTensorflow(packageFolder, [fakeTensorflow], [])).toEqual(installed);
});

it('repairs the links after a reinstall, replacing stale links and downloaded folders', async () => {
  const installed = await install();
  await rm(join(packageFolder, 'lib', 'napi-v8'));
  await symlink('/nowhere', join(packageFolder, 'lib', 'napi-v8'));
  await rm(join(packageFolder, 'deps', 'lib'));
  await mkdir(join(packageFolder, 'deps', 'lib', 'old'), { recursive: true });
  linkTensorflow(packageFolder, [fakeTensorflow], []);
  expect(await readlink(join(packageFolder, 'lib', 'napi-v8'))).toBe(installed.bindingFolder);
  expect(await readlink(join(packageFolder, 'deps', 'lib'))).toBe(join(installed.folder, 'deps', 'lib'));
});

it('builds another binding when the sources change, and keeps both', async () => {
  const first = await install();
  await writeFile(join(packageFolder, 'binding', 'binding.cc'), `// changed\n${BINDING}`);
  expect(installedTensorflow(packageFolder, [fakeTensorflow], [])).toBeUndefined();
  const second = await install();
  expect(second.folder).toBe(first.folder);
  expect(second.bindingFolder).not.toBe(first.bindingFolder);
  expect((await readFile(join(first.bindingFolder, 'tfjs_binding.node'))).length).toBeGreaterThan(0);
});

it('says how to install what is not there', () => {
  expect(() => linkTensorflow(packageFolder, [fakeTensorflow], [])).toThrow(
    expect.objectContaining({
      code: 'native/not-installed',
      message: expect.stringContaining('npx @sightline/native install'),
    }),
  );
});

it("reports the compiler's error line", async () => {
  await writeFile(join(packageFolder, 'binding', 'binding.cc'), 'int broken(');
  await expect(install()).rejects.toMatchObject({
    code: 'native/build-failed',
    message: expect.stringMatching(/error: expected/),
  });
});

it('says what to install when there is no compiler, before anything is downloaded', async () => {
  const { PATH, CXX } = process.env;
  process.env.PATH = '';
  delete process.env.CXX;
  fakeTensorflow.download = () => Promise.reject(new Error('not to be called'));
  try {
    await expect(install()).rejects.toMatchObject({
      code: 'native/compiler-missing',
      message: expect.stringMatching(/apt install g\+\+.*dnf install gcc-c\+\+.*xcode-select/s),
    });
  } finally {
    process.env.PATH = PATH;
    if (CXX !== undefined) process.env.CXX = CXX;
  }
});
