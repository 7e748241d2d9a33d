const HEAD_END = '\r\n\r\n';
const NOTHING = Buffer.alloc(0);

/** A complete request as it came over one connection. */
export interface ParsedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

type State =
  | { kind: 'head' }
  | { kind: 'length'; left: number }
  | { kind: 'chunkSize' }
  | { kind: 'chunk'; left: number }
  | { kind: 'trailer' };

/** Hears about requests as their bytes come in. */
export interface RequestListener {
  /** The client waits for `100 Continue` before it sends the body. */
  onExpect: () => void;
  onRequest: (request: ParsedRequest) => void;
}

/** Puts HTTP/1.1 requests together from written bytes: by content length, chunked, or without a body. */
export class RequestParser {
  readonly #listener: RequestListener;
  #state: State = { kind: 'head' };
  #rest: Buffer = NOTHING;
  #head: Omit<ParsedRequest, 'body'> | undefined;
  #body: Buffer[] = [];

  constructor(listener: RequestListener) {
    this.#listener = listener;
  }

  /** Takes the next bytes; each request that they complete is heard at once. */
  push(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (this.#step());
    // Bytes that wait for more must not change under the writer's hands.
    this.#rest = this.#rest.length === 0 ? NOTHING : Buffer.from(this.#rest);
  }

  #finish(): void {
    const request = this.#head;
    const [first = NOTHING] = this.#body;
    const whole = this.#body.length === 1 ? first : Buffer.concat(this.#body);
    this.#head = undefined;
    this.#body = [];
    this.#state = { kind: 'head' };
    if (request) this.#listener.onRequest({ ...request, body: whole });
  }

  #readHead(): boolean {
    const end = this.#rest.indexOf(HEAD_END);
    if (end < 0) return false;
    this.#head = parseHead(this.#rest.toString('latin1', 0, end));
    this.#rest = this.#rest.subarray(end + HEAD_END.length);
    const { headers } = this.#head;
    const length = Number(headers['content-length'] ?? 0);
    if (headers['transfer-encoding']?.toLowerCase().includes('chunked')) this.#state = { kind: 'chunkSize' };
    else if (length > 0) this.#state = { kind: 'length', left: length };
    else this.#finish();
    if (this.#head && headers['expect']?.toLowerCase() === '100-continue') this.#listener.onExpect();
    return true;
  }

  /** Takes up to `left` bytes of the body; what remains to be taken. */
  #takeBody(left: number): number {
    const taken = this.#rest.subarray(0, left);
    // The writer may use its memory again.
    if (taken.length > 0) this.#body.push(Buffer.from(taken));
    this.#rest = this.#rest.subarray(taken.length);
    return left - taken.length;
  }

  #takeLine(): string | undefined {
    const end = this.#rest.indexOf('\r\n');
    if (end < 0) return undefined;
    const line = this.#rest.toString('latin1', 0, end);
    this.#rest = this.#rest.subarray(end + 2);
    return line;
  }

  /** One step of the machine; false when it needs more bytes. */
  #step(): boolean {
    if (this.#state.kind === 'head') return this.#rest.length > 0 && this.#readHead();
    if (this.#state.kind === 'length') {
      const left = this.#takeBody(this.#state.left);
      this.#state = { kind: 'length', left };
      if (left === 0) this.#finish();
      return left === 0;
    }
    if (this.#state.kind === 'chunk') {
      const left = this.#takeBody(this.#state.left);
      this.#state = { kind: 'chunk', left };
      if (left > 0) return false;
      if (this.#rest.length < 2) return false;
      this.#rest = this.#rest.subarray(2);
      this.#state = { kind: 'chunkSize' };
      return true;
    }
    const line = this.#takeLine();
    if (line === undefined) return false;
    if (this.#state.kind === 'trailer') {
      if (line === '') this.#finish();
      return true;
    }
    const size = Number.parseInt(line, 16);
    this.#state = size > 0 ? { kind: 'chunk', left: size } : { kind: 'trailer' };
    return true;
  }
}

function parseHead(text: string): Omit<ParsedRequest, 'body'> {
  const [requestLine = '', ...lines] = text.split('\r\n');
  const [method = '', path = ''] = requestLine.split(' ');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return { method, path, headers };
}
