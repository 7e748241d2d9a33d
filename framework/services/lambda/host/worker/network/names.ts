import dgram from 'node:dgram';
import dns from 'node:dns';
import dnsPromises from 'node:dns/promises';
import { EventEmitter } from 'node:events';
import http2 from 'node:http2';
import { promisify } from 'node:util';
import { type Fn, functionOf, isFn, replace } from '../patch';
import { noteBlocked } from './calls';
import { addressOf, hostBehind, isCloudHost } from './cloud-hosts';
import { noRoute, notFound } from './elsewhere';

const DNS_PORT = 53;
const HTTPS_PORT = 443;
const QUERIES = [
  'resolve',
  'resolve4',
  'resolve6',
  'resolveAny',
  'resolveCaa',
  'resolveCname',
  'resolveMx',
  'resolveNaptr',
  'resolveNs',
  'resolvePtr',
  'resolveSoa',
  'resolveSrv',
  'resolveTlsa',
  'resolveTxt',
  'reverse',
  'lookupService',
];

/** Closes name resolution, UDP and HTTP/2: only the names of cloud hosts resolve. */
export function patchNames(): void {
  replace(dns, 'lookup', (host: string, ...rest: unknown[]) => {
    const done = rest.find(isFn);
    const all = isAll(rest[0]);
    process.nextTick(() => {
      const [error, found] = lookUp(host);
      if (error || !found) done?.(error);
      else if (all) done?.(null, [found]);
      else done?.(null, found.address, found.family);
    });
  });
  replace(dnsPromises, 'lookup', async (host: string, options?: unknown) => {
    const [error, found] = lookUp(host);
    if (error || !found) throw error ?? notFound(host);
    return isAll(options) ? [found] : found;
  });
  replace(dns.lookup, promisify.custom, dnsPromises.lookup);
  const { Resolver } = dns;
  const { Resolver: PromiseResolver } = dnsPromises;
  for (const name of QUERIES) {
    for (const target of [dns, Resolver.prototype])
      if (functionOf(target, name)) replace(target, name, query(name));
    for (const target of [dnsPromises, PromiseResolver.prototype]) {
      if (functionOf(target, name)) replace(target, name, promisedQuery(name));
    }
  }
  patchDatagrams();
  replace(http2, 'connect', blockedSession);
}

function isAll(options: unknown): boolean {
  return typeof options === 'object' && options !== null && Reflect.get(options, 'all') === true;
}

function lookUp(host: string): [Error | null, { address: string; family: number } | undefined] {
  if (isCloudHost(host))
    return [null, { address: host === hostBehind(host) ? addressOf(host) : host, family: 4 }];
  noteBlocked('dns', host, DNS_PORT);
  return [notFound(host), undefined];
}

function query(name: string): Fn {
  return (host, ...rest) => {
    const done = rest.find(isFn);
    noteBlocked('dns', String(host), DNS_PORT);
    process.nextTick(() => done?.(notFound(String(host), `query${name}`)));
  };
}

function promisedQuery(name: string): Fn {
  return async (host) => {
    noteBlocked('dns', String(host), DNS_PORT);
    throw notFound(String(host), `query${name}`);
  };
}

function blockDatagram(this: dgram.Socket, ...args: unknown[]): void {
  const port = args.findLast((arg) => typeof arg === 'number') ?? 0;
  const host = args.slice(1).find((arg) => typeof arg === 'string') ?? '127.0.0.1';
  const done = args.find(isFn);
  noteBlocked('udp', host, port);
  const error = noRoute(host, port, 'send');
  process.nextTick(() => {
    if (done) done(error);
    else this.emit('error', error);
  });
}

function patchDatagrams(): void {
  const { prototype } = dgram.Socket;
  replace(prototype, 'send', blockDatagram);
  replace(prototype, 'connect', function (this: dgram.Socket, port: number, ...rest: unknown[]) {
    blockDatagram.call(
      this,
      '',
      ...rest.filter((arg) => typeof arg === 'string'),
      port,
      ...rest.filter(isFn),
    );
  });
  replace(prototype, 'bind', function (this: dgram.Socket) {
    process.nextTick(() => this.emit('error', noRoute('0.0.0.0', 0, 'bind')));
    return this;
  });
}

function nothing(): void {}

/** HTTP/2 is not emulated, to the cloud neither: the session fails as if nobody listened. */
function blockedSession(authority: string | URL): EventEmitter {
  const url = new URL(authority);
  const port = Number(url.port) || HTTPS_PORT;
  noteBlocked('http2', url.hostname, port);
  const error = noRoute(url.hostname, port);
  const session = new EventEmitter();
  const stream = (): EventEmitter => {
    const failed = Object.assign(new EventEmitter(), {
      end: () => failed,
      write: () => false,
      close: () => undefined,
    });
    process.nextTick(() => failed.emit('error', error));
    return failed;
  };
  Object.assign(session, {
    closed: true,
    destroyed: true,
    connecting: false,
    request: stream,
    ref: nothing,
    unref: nothing,
    close: nothing,
    destroy: nothing,
    setTimeout: nothing,
    settings: nothing,
    ping: () => false,
  });
  process.nextTick(() => {
    session.emit('error', error);
    session.emit('close');
  });
  return session;
}
