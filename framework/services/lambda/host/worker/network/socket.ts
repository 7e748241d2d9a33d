import { AsyncResource } from 'node:async_hooks';
import { Duplex } from 'node:stream';
import type { VirtualTimer } from '../time/timer-heap';
import { backgroundTimer, nextTurn } from '../time/timers';
import { type Caller, finishCall, forgetCalls } from './calls';
import { addressOf } from './cloud-hosts';
import { rememberedPlace } from './place';
import { RequestParser } from './request-parser';

const ECONNRESET = -104;
const CONTINUE = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');

/** What a client wants to connect to. */
export interface Destination {
  host: string;
  port: number;
  isSecure: boolean;
}

type Done = (error?: Error | null) => void;

/**
 * A connection into the emulated cloud: an ordinary socket to user code, but without a libuv handle.
 *
 * So it never keeps the event loop alive, which is what makes `beforeExit` mean "everything waits for something
 * virtual". A secure one does no cryptography; it says what a TLS socket says after its handshake.
 */
export class CloudSocket extends Duplex implements Caller {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  connecting = true;
  timeout: number | undefined;
  bytesRead = 0;
  bytesWritten = 0;
  readonly remoteFamily = 'IPv4';
  readonly localAddress = '169.254.76.1';
  readonly localPort = 40_000;
  readonly remotePort: number;
  // oxlint-disable-next-line no-underscore-dangle -- set by Node's http client: the request on the connection
  declare _httpMessage?: object | null;
  #timer: VirtualTimer | undefined;
  #afterConnect: (() => void) | undefined;
  readonly #resource = new AsyncResource('TCPWRAP');
  readonly #parser: RequestParser;

  constructor({ host, port, isSecure }: Destination) {
    super({ allowHalfOpen: false });
    this.host = host;
    this.port = port;
    this.remotePort = port;
    this.isSecure = isSecure;
    this.#parser = new RequestParser({
      onExpect: () => {
        process.nextTick(() => this.respond(CONTINUE));
      },
      onRequest: (request) => {
        // oxlint-disable-next-line no-underscore-dangle -- Node's name for the request on the connection
        finishCall(this, request, rememberedPlace(this._httpMessage));
      },
    });
    if (isSecure) Object.assign(this, secureFields(host));
    // A turn of the loop, as a handshake takes: what is written before it goes out after it.
    nextTurn(() => this.#resource.runInAsyncScope(() => this.#connect()));
  }

  get remoteAddress(): string {
    return addressOf(this.host);
  }

  get pending(): boolean {
    return this.connecting;
  }

  get readyState(): string {
    return this.connecting ? 'opening' : this.destroyed ? 'closed' : 'open';
  }

  setTimeout(ms: number, callback?: () => void): this {
    this.#timer?.close();
    this.#timer = undefined;
    this.timeout = ms;
    if (callback) {
      if (ms > 0) this.once('timeout', callback);
      else this.removeListener('timeout', callback);
    }
    if (ms > 0) this.#timer = backgroundTimer(() => this.emit('timeout'), ms);
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  address(): object {
    return { address: this.localAddress, family: 'IPv4', port: this.localPort };
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  resetAndDestroy(): this {
    return this.destroy();
  }

  respond(bytes: Buffer): void {
    if (this.destroyed) return;
    this.bytesRead += bytes.length;
    this.#timer?.refresh();
    this.#resource.runInAsyncScope(() => this.push(bytes));
  }

  reset(): void {
    const error = Object.assign(new Error('read ECONNRESET'), {
      errno: ECONNRESET,
      code: 'ECONNRESET',
      syscall: 'read',
    });
    this.#resource.runInAsyncScope(() => this.destroy(error));
  }

  override _read(): void {
    // Bytes come when the answer does.
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: Done): void {
    this.#accept(chunk, done);
  }

  #accept(chunk: Buffer, done: Done): void {
    if (this.connecting) {
      this.#afterConnect = () => this.#accept(chunk, done);
      return;
    }
    this.bytesWritten += chunk.length;
    this.#timer?.refresh();
    this.#parser.push(chunk);
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    this.#accept(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: Done): void {
    // The peer closes as well once the client has said its last.
    done();
    process.nextTick(() => {
      if (!this.destroyed) this.push(null);
    });
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#timer?.close();
    this.#timer = undefined;
    this.connecting = false;
    forgetCalls(this);
    done(error);
  }

  #connect(): void {
    if (this.destroyed) return;
    this.connecting = false;
    this.emit('connect');
    this.emit('ready');
    if (this.isSecure) this.emit('secureConnect');
    const write = this.#afterConnect;
    this.#afterConnect = undefined;
    write?.();
  }
}

function secureFields(host: string): object {
  const certificate = { subject: { CN: host }, issuer: { CN: host }, subjectaltname: `DNS:${host}` };
  return {
    encrypted: true,
    authorized: true,
    authorizationError: null,
    alpnProtocol: false,
    servername: host,
    getPeerCertificate: () => certificate,
    getCertificate: () => null,
    getCipher: () => ({
      name: 'TLS_AES_128_GCM_SHA256',
      standardName: 'TLS_AES_128_GCM_SHA256',
      version: 'TLSv1.3',
    }),
    getProtocol: () => 'TLSv1.3',
    getSession: () => undefined,
    getEphemeralKeyInfo: () => ({}),
    isSessionReused: () => false,
    setMaxSendFragment: () => true,
    setServername: () => undefined,
    enableTrace: () => undefined,
    disableRenegotiation: () => undefined,
  };
}
