import { Duplex } from 'node:stream';
import { isIP } from 'node:net';
import { systemError } from '../patch';
import { noteBlocked } from './calls';

const ENETUNREACH = -101;
const ECONNREFUSED = -111;
const ENOTFOUND = -3008;

/** The error of a name that does not resolve, as `dns.lookup` gives it. */
export function notFound(host: string, syscall = 'getaddrinfo'): Error {
  return systemError(`${syscall} ENOTFOUND ${host}`, {
    errno: ENOTFOUND,
    code: 'ENOTFOUND',
    syscall,
    hostname: host,
  });
}

/** The error of connecting to a place that is not the cloud: no name, no route, or nobody there on this machine. */
export function noRoute(host: string, port: number, syscall = 'connect'): Error {
  const isLoopback = host === 'localhost' || host === '::1' || host.startsWith('127.');
  if (!isLoopback && isIP(host) === 0) return notFound(host);
  const address = host === 'localhost' ? '127.0.0.1' : host;
  const code = isLoopback ? 'ECONNREFUSED' : 'ENETUNREACH';
  const errno = isLoopback ? ECONNREFUSED : ENETUNREACH;
  return systemError(`${syscall} ${code} ${address}:${port}`, {
    errno,
    code,
    syscall,
    address,
    port,
  });
}

/** A socket to somewhere else: it fails at once and says where it wanted to go. */
export function blockedSocket(host: string, port: number, isSecure: boolean): Duplex {
  noteBlocked(isSecure ? 'tls' : 'tcp', host, port);
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const self = (): Duplex => socket;
  Object.assign(socket, {
    connecting: true,
    encrypted: isSecure,
    authorized: false,
    setTimeout: self,
    setNoDelay: self,
    setKeepAlive: self,
    ref: self,
    unref: self,
    destroySoon: () => socket.destroy(),
  });
  process.nextTick(() => socket.destroy(noRoute(host, port)));
  return socket;
}
