// @ts-check
// Waits for a word, then promotes a version where none is in production: `promotes-once.mjs STORE VERSION`.
import { once } from 'node:events';
import { openRegistry, openStore } from '@sightline/artifacts';

const [root = '', version = ''] = process.argv.slice(2);
const registry = openRegistry(openStore(root));
process.send?.('ready');
await once(process, 'message');
const input = { name: 'digits', alias: 'production', version: Number(version), who: 'a trial', why: 'first' };
const said = await registry.promote({ ...input, expected: null }).then(
  ({ to }) => ({ promoted: to }),
  (error) => ({ refused: error.code }),
);
process.send?.(said, () => process.exit(0));
