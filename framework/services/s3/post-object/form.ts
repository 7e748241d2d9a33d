/** What a browser's form sends: `multipart/form-data` (RFC 7578), whose file is the last that S3 looks at. */

export interface UploadForm {
  /** By name in small letters. */
  fields: ReadonlyMap<string, string>;
  file?: { name?: string; bytes: Uint8Array };
}

const boundaryOf = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]+)"|([^;\s]+))/i;

/** The form in a body; undefined where its type has no boundary. */
export function readForm(contentType: string, body: Uint8Array): UploadForm | undefined {
  const [, quoted, plain] = boundaryOf.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return undefined;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const delimiter = Buffer.from(`--${boundary}`);
  const fields = new Map<string, string>();
  let at = bytes.indexOf(delimiter);
  while (at >= 0) {
    const start = at + delimiter.length + 2;
    const headEnd = bytes.indexOf('\r\n\r\n', start);
    const next = bytes.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), start);
    if (headEnd < 0 || next < 0) break;
    const head = bytes.subarray(start, headEnd).toString('utf8');
    const content = bytes.subarray(headEnd + 4, Math.max(next, headEnd + 4));
    const name = /[;\s]name="([^"]*)"/i.exec(head)?.[1]?.toLowerCase() ?? '';
    if (name === 'file') return { fields, file: { ...fileName(head), bytes: content } };
    fields.set(name, content.toString('utf8'));
    at = next + 2;
  }
  return { fields };
}

/** Some browsers say the whole path of the file; a plain field has no name. */
function fileName(head: string): { name?: string } {
  const path = /filename="([^"]*)"/i.exec(head)?.[1];
  return path === undefined ? {} : { name: path.replace(/^.*[\\/]/, '') };
}
