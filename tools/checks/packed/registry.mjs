// @ts-check
// A registry of packed packages, on this machine, for as long as a check runs.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';

/** What npm writes into tarballs too; some package managers refuse versions that are younger than a day. */
const PUBLISHED = '1985-10-26T08:15:00.000Z';

/**
 * Serves packages as a registry does. Package managers ask it for the scope of these packages alone, and their own
 * registry for all others.
 *
 * @param {readonly import('../../pack/pack.mjs').Packed[]} packages
 * @returns {Promise<{ url: string, close(): void }>}
 */
export async function startRegistry(packages) {
  // Its own path: a package manager's cache must not answer for an earlier registry that had the same port.
  const root = randomUUID();
  let url = '';
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '').replace(`/${root}/`, '');
    const document = packages.find(({ name }) => name === path);
    const tarball = packages.find((each) => path === `${each.name}/-/${basename(each.tarball)}`);
    if (document) {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(describe(document, url)));
    } else if (tarball) {
      createReadStream(tarball.tarball).pipe(response.setHeader('content-type', 'application/octet-stream'));
    } else {
      response.writeHead(404).end('{"error":"not found"}');
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The registry has no port.');
  url = `http://127.0.0.1:${address.port}/${root}/`;
  return {
    url,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * @param {import('../../pack/pack.mjs').Packed} packed
 * @param {string} url of the registry
 */
function describe({ name, version, manifest, tarball, integrity, shasum }, url) {
  const dist = { tarball: `${url}${name}/-/${basename(tarball)}`, integrity, shasum };
  return {
    name,
    'dist-tags': { latest: version },
    time: { created: PUBLISHED, modified: PUBLISHED, [version]: PUBLISHED },
    versions: { [version]: { ...manifest, dist } },
  };
}
