// @ts-check
// Ingests images, and says what came of it: `ingests.mjs IMAGES STORE`. With a third word, the
// folder of another store, it ingests them there first: then all modules are loaded.
import { ingested } from '../dataset.mjs';

const [images = '', root = '', before] = process.argv.slice(2);
if (before !== undefined) await ingested(images, before);
process.send?.('ready');
const said = await ingested(images, root).then(
  (dataset) => ({ dataset }),
  ({ code, message }) => ({ code, message }),
);
process.send?.(said, () => process.exit(0));
