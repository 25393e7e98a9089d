import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type Answer, type Lease, requestSchema, type ServiceState } from './control-messages.ts';

/** A command that holds a lease: its connection. */
export interface Holder {
  readonly wants: Lease;
  tell(answer: Answer): void;
  /** Resolves when the command has given its lease back, or is gone. */
  readonly left: Promise<void>;
  /** Lets the connection end. */
  release(): void;
}

/**
 * Listens on a free port of 127.0.0.1 for those who know the token. A question is answered at once, from `state`; a
 * lease goes to `onLease`.
 *
 * @returns the port
 */
export async function listenForLeases({
  token,
  state,
  onLease,
}: {
  token: string;
  state: () => ServiceState;
  onLease: (holder: Holder) => void;
}): Promise<number> {
  // A command that gives its lease back ends its half, and waits for the other one: until then work is put away.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    const tell = (answer: Answer) => void (socket.writable && socket.write(`${JSON.stringify(answer)}\n`));
    const left = new Promise<void>((resolve) => socket.once('end', resolve).once('close', () => resolve()));
    createInterface({ input: socket }).once('line', (line) => {
      const request = requestOf(line);
      if (request?.token !== token) socket.destroy();
      else if (request.wants === 'state') endWith(socket, { type: 'state', state: state() });
      else {
        tell({ type: 'heard' });
        onLease({ wants: request.wants, tell, left, release: () => socket.end() });
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function endWith(socket: Socket, answer: Answer): void {
  socket.end(`${JSON.stringify(answer)}\n`);
}

function requestOf(line: string) {
  try {
    return requestSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
