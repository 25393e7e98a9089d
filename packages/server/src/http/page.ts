import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';

const WEB = new URL('../../web/', import.meta.url);

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const HEADERS = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' blob: data:; media-src blob:; object-src 'none'; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

/** The web page at `/`: the files of this package's `web` folder, read once. */
export async function pageRoutes(app: FastifyInstance): Promise<void> {
  for (const name of (await readdir(fileURLToPath(WEB), { recursive: true })).map((path) =>
    path.replaceAll('\\', '/'),
  )) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const body = await readFile(new URL(name, WEB));
    app.get(name === 'index.html' ? '/' : `/${name}`, async (_, reply) =>
      reply.headers({ ...HEADERS, 'content-type': type }).send(body),
    );
  }
}
