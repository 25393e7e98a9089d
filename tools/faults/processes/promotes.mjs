// @ts-check
// Promotes versions 1 and 2 of a model in turn, for ever: `promotes.mjs STORE`.
import { openRegistry, openStore } from '@sightline/artifacts';

const registry = openRegistry(openStore(process.argv[2] ?? ''));
for (let turn = 0; ; turn++) {
  const version = 1 + (turn % 2);
  await registry.promote({ name: 'digits', alias: 'production', version, who: 'a trial', why: `turn ${turn}` });
  process.send?.({ turn });
}
