import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import type { Duplex } from 'node:stream';
import { functionOf, isFn, replace } from '../patch';
import { noteLasting } from '../reuse/lasting';
import { noteFetch } from './calls';
import { hostBehind, isCloudHost } from './cloud-hosts';
import { blockedSocket } from './elsewhere';
import { preparePlaces, rememberPlace } from './place';
import { CloudSocket } from './socket';

const HTTP_PORT = 80;
const HTTPS_PORT = 443;
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

/** Leaves no connection behind for the next environment. False when some stay within Node's undici. */
export function resetConnections(): boolean {
  http.globalAgent = new http.Agent(AGENT_OPTIONS);
  https.globalAgent = new https.Agent(AGENT_OPTIONS);
  return dispatchers().every((dispatcher) => {
    const slot = Object.getOwnPropertySymbols(dispatcher).find(
      ({ description }) => description === 'clients',
    );
    const clients: unknown = slot && Reflect.get(dispatcher, slot);
    return clients instanceof Map && clients.size === 0;
  });
}

/** What sends the requests of `fetch`, once Node has loaded its undici. */
function dispatchers(): object[] {
  return Object.getOwnPropertySymbols(globalThis)
    .filter(({ description }) => description?.startsWith('undici.globalDispatcher.'))
    .map((slot): unknown => Reflect.get(globalThis, slot))
    .filter((dispatcher): dispatcher is object => typeof dispatcher === 'object' && dispatcher !== null);
}

function plain(...args: unknown[]): Duplex {
  return connect(args, false);
}

function secure(...args: unknown[]): Duplex {
  return connect(args, true);
}

function connect(args: unknown[], isSecure: boolean): Duplex {
  const under = upgradedSocket(args);
  const { host, port, signal } =
    under === undefined
      ? destinationOf(args, isSecure)
      : { host: under.host, port: under.port, signal: undefined };
  const onConnect = args.find(isFn);
  const target = hostBehind(host);
  const socket = isCloudHost(target)
    ? new CloudSocket({ host: target, port, isSecure })
    : blockedSocket(target, port, isSecure);
  if (onConnect) socket.once(isSecure ? 'secureConnect' : 'connect', onConnect);
  if (signal instanceof AbortSignal) signal.addEventListener('abort', () => socket.destroy(), { once: true });
  return socket;
}

/** A connection into the cloud that goes on encrypted, as after a proxy's or a protocol's own hello. */
function upgradedSocket(args: unknown[]): CloudSocket | undefined {
  for (const arg of args) {
    const socket: unknown = typeof arg === 'object' && arg !== null ? Reflect.get(arg, 'socket') : undefined;
    if (socket instanceof CloudSocket) return socket;
  }
  return undefined;
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
  preparePlaces();
  const addRequest = functionOf(http.Agent.prototype, 'addRequest');
  replace(http.Agent.prototype, 'addRequest', function (this: unknown, request: object, ...rest: unknown[]) {
    rememberPlace(request);
    return addRequest?.call(this, request, ...rest);
  });
  const { fetch } = globalThis;
  replace(
    globalThis,
    'fetch',
    function fetchAndRemember(input: Parameters<typeof fetch>[0], init?: RequestInit) {
      // undici keeps timers and connections where nothing can reach them.
      noteLasting();
      const url = typeof input === 'object' && input !== null && 'url' in input ? input.url : input;
      const text = String(url);
      const host = URL.canParse(text) ? new URL(text).hostname : '';
      if (isCloudHost(host)) noteFetch(host);
      return fetch(input, init);
    },
  );
}
