import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** It reaches the server; or an answer is made up for it; or there is none. */
type Fate = 'passes' | 'says it is done' | 'gets lost';

/** What may befall a request on its way to a server and back. */
export interface Faults {
  /** What becomes of a request. */
  onRequest?: (about: { method: string; url: string; headers: IncomingHttpHeaders }) => Fate;
  /** Headers of an answer, to be changed. */
  onAnswer?: (headers: IncomingHttpHeaders) => void;
  /** Whether the connection ends in the middle of an answer's body. */
  breaksOff?: (about: { method: string; url: string }) => boolean;
}

/** A proxy before an HTTP server, which lets the faults happen that it is given. */
export async function startFaultyProxy(target: string, faults: Faults): Promise<{ url: string; stop(): void }> {
  const { hostname, port } = new URL(target);
  const server = createServer((asked, answer) => {
    const { headers } = asked;
    const about = { method: asked.method ?? '', url: asked.url ?? '', headers };
    asked.on('error', () => undefined);
    const fate = faults.onRequest?.(about) ?? 'passes';
    if (fate === 'says it is done') asked.resume().on('end', () => answer.end());
    if (fate !== 'passes') return;
    const passed = request(
      { hostname, port, method: about.method, path: about.url, headers },
      (got: IncomingMessage) => {
        faults.onAnswer?.(got.headers);
        answer.writeHead(got.statusCode ?? 500, got.headers);
        if (faults.breaksOff?.(about))
          got.once('data', (chunk: Buffer) => answer.write(chunk.subarray(0, 1), () => answer.destroy()));
        else got.pipe(answer);
      },
    );
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
