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
export function createRequestParser({ onExpect, onRequest }: RequestListener): (bytes: Buffer) => void {
  let state: State = { kind: 'head' };
  let rest: Buffer = NOTHING;
  let head: Omit<ParsedRequest, 'body'> | undefined;
  let body: Buffer[] = [];

  function finish(): void {
    const request = head;
    const whole = body.length === 1 ? (body[0] ?? NOTHING) : Buffer.concat(body);
    head = undefined;
    body = [];
    state = { kind: 'head' };
    if (request) onRequest({ ...request, body: whole });
  }

  function readHead(): boolean {
    const end = rest.indexOf(HEAD_END);
    if (end < 0) return false;
    head = parseHead(rest.toString('latin1', 0, end));
    rest = rest.subarray(end + HEAD_END.length);
    const { headers } = head;
    const length = Number(headers['content-length'] ?? 0);
    if (headers['transfer-encoding']?.toLowerCase().includes('chunked')) state = { kind: 'chunkSize' };
    else if (length > 0) state = { kind: 'length', left: length };
    else finish();
    if (head && headers['expect']?.toLowerCase() === '100-continue') onExpect();
    return true;
  }

  /** Takes up to `left` bytes of the body; what remains to be taken. */
  function takeBody(left: number): number {
    const taken = rest.subarray(0, left);
    // The writer may use its memory again.
    if (taken.length > 0) body.push(Buffer.from(taken));
    rest = rest.subarray(taken.length);
    return left - taken.length;
  }

  function takeLine(): string | undefined {
    const end = rest.indexOf('\r\n');
    if (end < 0) return undefined;
    const line = rest.toString('latin1', 0, end);
    rest = rest.subarray(end + 2);
    return line;
  }

  /** One step of the machine; false when it needs more bytes. */
  function step(): boolean {
    if (state.kind === 'head') return rest.length > 0 && readHead();
    if (state.kind === 'length') {
      const left = takeBody(state.left);
      state = { kind: 'length', left };
      if (left === 0) finish();
      return left === 0;
    }
    if (state.kind === 'chunk') {
      const left = takeBody(state.left);
      state = { kind: 'chunk', left };
      if (left > 0) return false;
      if (rest.length < 2) return false;
      rest = rest.subarray(2);
      state = { kind: 'chunkSize' };
      return true;
    }
    const line = takeLine();
    if (line === undefined) return false;
    if (state.kind === 'trailer') {
      if (line === '') finish();
      return true;
    }
    const size = Number.parseInt(line, 16);
    state = size > 0 ? { kind: 'chunk', left: size } : { kind: 'trailer' };
    return true;
  }

  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    while (step());
    // Bytes that wait for more must not change under the writer's hands.
    rest = rest.length === 0 ? NOTHING : Buffer.from(rest);
  };
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
