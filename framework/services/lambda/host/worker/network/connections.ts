import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import type { Duplex } from 'node:stream';
import { functionOf, isFn, replace } from '../patch';
import { noteFetch } from './calls';
import { hostBehind, isCloudHost } from './cloud-hosts';
import { blockedSocket } from './elsewhere';
import { placeOfRequest } from './place';
import { CloudSocket } from './socket';

const HTTP_PORT = 80;
const HTTPS_PORT = 443;
let OwnDispatcher: unknown;
// As Node makes its own.
const AGENT_OPTIONS = { keepAlive: true, scheduling: 'lifo', timeout: 5000 } as const;

/** Leads every TCP and TLS connection into the emulated cloud, or nowhere. */
export function patchConnections(): void {
  replace(net, 'connect', plain);
  replace(net, 'createConnection', plain);
  replace(tls, 'connect', secure);
  replace(http.Agent.prototype, 'createConnection', plain);
  replace(https.Agent.prototype, 'createConnection', secure);
  replace(net.Socket.prototype, 'connect', refuseOwnSocket);
  replace(net.Server.prototype, 'listen', () => {
    throw new Error('STORM_NOT_EMULATED net.Server.listen: a hosted function cannot serve connections');
  });
  rememberPlaces();
}

/**
 * Leaves no connection behind for the next environment: new agents, a new dispatcher for `fetch`.
 *
 * False when code has put a dispatcher of its own in the place of Node's.
 */
export function resetConnections(): boolean {
  http.globalAgent = new http.Agent(AGENT_OPTIONS);
  https.globalAgent = new https.Agent(AGENT_OPTIONS);
  let fresh: object | undefined;
  for (const slot of dispatcherSlots()) {
    const dispatcher: unknown = Reflect.get(globalThis, slot);
    if (!isFn(OwnDispatcher) || !(dispatcher instanceof OwnDispatcher)) return false;
    fresh ??= Reflect.construct(OwnDispatcher, []);
    Reflect.set(globalThis, slot, fresh);
  }
  return true;
}

/** Where undici, which is inside of Node, keeps what sends the requests of `fetch`; nowhere before the first. */
function dispatcherSlots(): symbol[] {
  return Object.getOwnPropertySymbols(globalThis).filter((slot) =>
    slot.description?.startsWith('undici.globalDispatcher.'),
  );
}

/** Makes Node load its undici, and learns what dispatcher that brings. */
export function learnDispatcher(): void {
  void globalThis.Response;
  const [slot] = dispatcherSlots();
  const dispatcher: unknown = slot === undefined ? undefined : Reflect.get(globalThis, slot);
  if (typeof dispatcher === 'object' && dispatcher !== null) OwnDispatcher = dispatcher.constructor;
}

function plain(...args: unknown[]): Duplex {
  return connect(args, false);
}

function secure(...args: unknown[]): Duplex {
  return connect(args, true);
}

function connect(args: unknown[], isSecure: boolean): Duplex {
  const { host, port, signal } = destinationOf(args, isSecure);
  const onConnect = args.find(isFn);
  const target = hostBehind(host);
  const socket = isCloudHost(target)
    ? new CloudSocket({ host: target, port, isSecure })
    : blockedSocket(target, port, isSecure);
  if (onConnect) socket.once(isSecure ? 'secureConnect' : 'connect', onConnect);
  if (signal instanceof AbortSignal) signal.addEventListener('abort', () => socket.destroy(), { once: true });
  return socket;
}

/** Reads the many shapes of arguments: (options), (port, host, options), (path), each with a callback. */
function destinationOf(args: unknown[], isSecure: boolean): { host: string; port: number; signal: unknown } {
  const options = Object.assign({}, ...args.filter((arg) => typeof arg === 'object' && arg !== null));
  const [first, second] = args;
  const isPort = typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first));
  const host: unknown = isPort && typeof second === 'string' ? second : (options.host ?? options.servername);
  const path: unknown = options.path ?? options.socketPath ?? (isPort ? undefined : first);
  if (host === undefined && typeof path === 'string') return { host: path, port: 0, signal: options.signal };
  const port = Number(isPort ? first : (options.port ?? (isSecure ? HTTPS_PORT : HTTP_PORT)));
  return { host: typeof host === 'string' ? host : 'localhost', port, signal: options.signal };
}

/** `new net.Socket().connect(…)`: the object exists already, so it can only be refused. */
function refuseOwnSocket(this: net.Socket, ...args: unknown[]): net.Socket {
  // Node passes an already normalised argument list within itself.
  const given = Array.isArray(args[0]) ? args[0] : args;
  const { host, port } = destinationOf(given, this instanceof tls.TLSSocket);
  blockedSocket(host, port, this instanceof tls.TLSSocket).once('error', (error) => this.destroy(error));
  return this;
}

/** Remembers which line of the function asked for a request, while its stack still tells. */
function rememberPlaces(): void {
  const addRequest = functionOf(http.Agent.prototype, 'addRequest');
  replace(http.Agent.prototype, 'addRequest', function (this: unknown, request: object, ...rest: unknown[]) {
    const place = placeOfRequest();
    if (place) replace(request, 'place', place);
    return addRequest?.call(this, request, ...rest);
  });
  const { fetch } = globalThis;
  replace(
    globalThis,
    'fetch',
    function fetchAndRemember(input: Parameters<typeof fetch>[0], init?: RequestInit) {
      const url = typeof input === 'object' && input !== null && 'url' in input ? input.url : input;
      const text = String(url);
      const host = URL.canParse(text) ? new URL(text).hostname : '';
      if (isCloudHost(host)) noteFetch(host);
      return fetch(input, init);
    },
  );
}
