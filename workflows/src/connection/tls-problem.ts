import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type ConnectionOptions } from 'node:tls';
import type { TemporalSettings } from './temporal-settings.ts';

const PATIENCE_MS = 3_000;
/** A server that wants another certificate says so only after it was greeted. */
const SECOND_THOUGHT_MS = 500;
/** Nobody is there, or nobody that is known by that name. */
const ABSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);

/** Why a server does not agree to a TLS connection, which Temporal's clients do not tell; `undefined` where it does. */
export async function tlsProblem({ address, options: { tls } }: TemporalSettings): Promise<string | undefined> {
  if (!tls) return undefined;
  const { hostname, port } = new URL(`https://${address}`);
  const { serverNameOverride, serverRootCACertificate, clientCertPair } = tls === true ? {} : tls;
  const socket = connect({
    host: hostname,
    port: Number(port || 443),
    servername: serverNameOverride ?? (isIP(hostname) ? '' : hostname),
    ALPNProtocols: ['h2'],
    ...(serverRootCACertificate && { ca: Buffer.from(serverRootCACertificate) }),
    ...(clientCertPair && { cert: Buffer.from(clientCertPair.crt), key: Buffer.from(clientCertPair.key) }),
  } satisfies ConnectionOptions);
  try {
    return await new Promise((resolve) => {
      socket.on('error', (error: NodeJS.ErrnoException & { reason?: string }) =>
        resolve(ABSENT.has(error.code ?? '') ? undefined : (error.reason ?? error.message)),
      );
      socket.on('close', () => resolve('the server ended the connection'));
      socket.on('secureConnect', () => void sleep(SECOND_THOUGHT_MS).then(() => resolve(undefined)));
      void sleep(PATIENCE_MS, undefined, { ref: false }).then(() => resolve(undefined));
    });
  } finally {
    socket.destroy();
  }
}
