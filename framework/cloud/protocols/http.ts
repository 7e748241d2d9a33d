/** An HTTP request as the codec takes it: header names in lower case, the path raw with its query string. */
export interface HttpRequest {
  method: string;
  host: string;
  path: string;
  headers: Record<string, string>;
  body: Uint8Array;
  /** Under which scheme, host and port the caller reached us, where not by AWS's own name: `http://localhost:4566`. */
  origin?: string;
}

/** An HTTP answer as the codec gives it: header names in lower case. */
export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** How a request's bytes are to be read, and its answer written. */
export type Protocol = 'awsJson1_0' | 'awsJson1_1' | 'awsQuery' | 'restJson1' | 'restXml' | 'rpcv2Cbor';

/** The path without its query string, and the query string without its question mark. */
export function splitPath(path: string): [path: string, query: string] {
  const mark = path.indexOf('?');
  return mark < 0 ? [path, ''] : [path.slice(0, mark), path.slice(mark + 1)];
}

export const noBytes: Uint8Array = new Uint8Array(0);

const decoder = new TextDecoder('utf-8');

/** Bytes to text; bytes that are no UTF-8 become U+FFFD, as everywhere on the web. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Text to bytes. */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}
