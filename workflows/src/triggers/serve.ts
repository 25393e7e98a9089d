import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { createContext, openStore } from '@sightline/artifacts';
import { messageOf } from '@sightline/contracts';
import { formatTrigger, type Trigger } from '@sightline/contracts/run';
import type { Places } from '../activities/activities.ts';
import { listTriggers, type Triggered } from './applied.ts';
import { type Fired, fire, type Firer, settleFiring } from './fire.ts';
import type { Firing } from './firing.ts';
import { openFirings } from './firings.ts';
import type { TriggerKind } from './kinds/trigger-kind.ts';
import { type Kind, TRIGGERS } from './kinds/triggers.ts';
import { listenForWebhooks } from './webhook-server.ts';

const LOOK_MS = 1_000;

export interface TriggerServerOptions {
  home: Places;
  /** The address to listen on for webhooks. */
  host?: string;
  /** 0: any free port. */
  port?: number;
  /** Hears what fired, what came of it, and what went wrong. */
  log?: (text: string) => void;
}

export interface TriggerServer {
  /** Where webhooks are taken, such as `http://127.0.0.1:8510`. */
  readonly url: string;
  /** Ends it once what it is doing has ended; what has fired by then is noted. */
  close(): Promise<void>;
}

type Fireable = Trigger & { kind: Kind };

/**
 * Serves the triggers of a store: watches what its pipelines watch, takes webhooks, and starts what fires. What is
 * applied or deleted meanwhile counts from the next look on. What had fired before a restart, and led to no run yet,
 * does so now. Several processes may serve the same store: what fires is one run all the same.
 *
 * @throws the system's error when the address cannot be listened on
 */
export async function serveTriggers(client: Client, options: TriggerServerOptions): Promise<TriggerServer> {
  const { home, host = '127.0.0.1', port = 0, log = () => undefined } = options;
  const firer: Firer = { client, home, firings: openFirings(openStore(home.root)) };
  const ended = new AbortController();
  const inTurn = turns();
  const say = onceEach(log);

  const fireInTurn = (trigger: Fireable, triggered: Triggered): Promise<Fired> =>
    inTurn(triggered.pipeline.name, async () => {
      const fired = await fire(trigger, triggered, firer);
      if (!fired.isRepeated) log(lineOf(fired));
      return fired;
    });
  const server = await listenForWebhooks({ host, port, home, fire: fireInTurn, log });

  const watching = new Map<string, Watching>();
  /** Looks that last: those at a large source. */
  const looks = new Map<string, Promise<void>>();
  async function lookAt(place: string, { triggered, look: lookOnce }: Watching): Promise<void> {
    try {
      const trigger = await lookOnce();
      if (trigger && !ended.signal.aborted) await fireInTurn(trigger, triggered);
    } catch (error) {
      // Begun again, so that it tells once more what did not come through.
      watching.delete(place);
      say(`${place}: ${messageOf(error)}`);
    } finally {
      looks.delete(place);
    }
  }
  async function look(): Promise<void> {
    const all = await listTriggers(home);
    keepInStep(watching, all, home.root);
    for (const [place, watched] of watching) if (!looks.has(place)) looks.set(place, lookAt(place, watched));
    for (const firing of await firer.firings.pending()) {
      const triggered = all.find(({ pipeline }) => pipeline.name === firing.pipeline);
      await inTurn(firing.pipeline, () => settle(firing, triggered)).catch((error: unknown) =>
        say(`${firing.pipeline}: ${messageOf(error)}`),
      );
    }
  }
  async function settle({ pipeline, id }: Firing, triggered: Triggered | undefined): Promise<void> {
    const firing = await firer.firings.get(pipeline, id);
    if (firing?.state !== 'pending') return;
    if (triggered) {
      const settled = await settleFiring(firing, triggered, firer);
      if (settled.state !== 'pending') log(lineOf(settled));
      return;
    }
    const reason = 'The triggers of the pipeline were deleted before its run could be started.';
    await firer.firings.put({ ...firing, state: 'none', reason });
  }
  async function lookUntilEnded(): Promise<void> {
    while (!ended.signal.aborted) {
      await look().catch((error: unknown) => say(messageOf(error)));
      await sleep(LOOK_MS, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  }
  const looking = lookUntilEnded();
  return {
    url: server.url,
    async close() {
      ended.abort();
      await server.close();
      await looking;
      await Promise.all(looks.values());
    },
  };
}

/** One trigger of one pipeline, as it was applied. */
interface Watching {
  text: string;
  triggered: Triggered;
  look: () => Promise<Fireable | undefined>;
}

/** Begins to watch what is new, or was applied otherwise, and ends to watch what has gone. */
function keepInStep(watching: Map<string, Watching>, all: readonly Triggered[], root: string): void {
  const places = new Set<string>();
  for (const triggered of all) {
    const text = JSON.stringify(triggered);
    for (const [kind, { watch }] of Object.entries(TRIGGERS) as [Kind, TriggerKind<Fireable>][]) {
      const place = `${triggered.pipeline.name}, ${kind}`;
      places.add(place);
      if (watching.get(place)?.text === text) continue;
      const look = watch?.(triggered, createContext({ root }));
      if (look) watching.set(place, { text, triggered, look });
      else watching.delete(place);
    }
  }
  for (const place of watching.keys()) if (!places.has(place)) watching.delete(place);
}

/** What lets one thing after another be done for each key. */
function turns(): <Result>(key: string, act: () => Promise<Result>) => Promise<Result> {
  const last = new Map<string, Promise<unknown>>();
  return (key, act) => {
    const result = (last.get(key) ?? Promise.resolve()).then(act, act);
    const settled = result.catch(() => undefined);
    last.set(key, settled);
    return result;
  };
}

/** Says what it has not just said. */
function onceEach(log: (text: string) => void): (text: string) => void {
  let said = '';
  return (text) => {
    if (text !== said) log(text);
    said = text;
  };
}

function lineOf({ pipeline, trigger, state, runId, reason = '' }: Firing): string {
  const came = { started: `run ${runId}`, none: `no run: ${reason}`, pending: reason }[state];
  return `${pipeline}: fired ${formatTrigger(trigger)}; ${came}`;
}
