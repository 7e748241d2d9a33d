/** What a website answers with: objects, redirections, and pages of errors in HTML. */
import type { GetObjectOutput } from '@aws-sdk/client-s3';
import { AwsError, type HttpResponse } from '../../../cloud/service';
import { hostId } from '../notification-destinations';
import type { S3Call } from '../state';
import { escaped } from '../xml-document';
import type { Onward } from './routing';

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  416: 'Requested Range Not Satisfiable',
};

const ids = (call: S3Call): Record<string, string> => ({
  server: 'AmazonS3',
  'x-amz-request-id': call.requestId,
  'x-amz-id-2': hostId(call),
});

export const redirection = ({ status, to }: Onward, call: S3Call): HttpResponse => ({
  status,
  headers: { ...ids(call), location: to, 'content-length': '0' },
  body: Buffer.alloc(0),
});

/** An object, whose own status may be that of the error it is the page of. */
export function objectAnswer(
  object: Partial<GetObjectOutput>,
  body: Uint8Array,
  status: number,
  call: S3Call,
): HttpResponse {
  const headers: Record<string, string | undefined> = {
    'content-type': object.ContentType ?? 'binary/octet-stream',
    'content-length': String(body.length),
    etag: object.ETag,
    'last-modified': object.LastModified?.toUTCString(),
    'cache-control': object.CacheControl,
    'content-disposition': object.ContentDisposition,
    'content-encoding': object.ContentEncoding,
    'content-language': object.ContentLanguage,
    'content-range': object.ContentRange,
    expires: object.Expires?.toUTCString(),
    'x-amz-version-id': object.VersionId,
  };
  for (const [name, value] of Object.entries(object.Metadata ?? {})) headers[`x-amz-meta-${name}`] = value;
  const said = Object.entries(headers).filter(
    (header): header is [string, string] => header[1] !== undefined,
  );
  return { status, headers: { ...ids(call), ...Object.fromEntries(said) }, body };
}

interface Trouble {
  code: string;
  message: string;
  fields: Readonly<Record<string, unknown>>;
}

const troubleOf = (error: Error): Trouble => ({
  code: error instanceof AwsError ? error.code : 'InternalError',
  message: error.message,
  fields: error instanceof AwsError ? (error.fields ?? {}) : {},
});

function items({ code, message, fields }: Trouble, more: Record<string, string> = {}): string {
  const all = Object.entries<unknown>({ Code: code, Message: message, ...fields, ...more });
  const lines = all.map(([name, value]) => `<li>${name}: ${escaped(String(value))}</li>\n`);
  return `<ul>\n${lines.join('')}</ul>\n`;
}

/** S3's own page of an error; `ofPage` is what went wrong with the site's. */
export function errorPage(error: Error, ofPage: Error | undefined, call: S3Call): HttpResponse {
  const status = error instanceof AwsError ? (error.status ?? 400) : 501;
  const trouble = troubleOf(error);
  const title = `${status} ${titles[status] ?? trouble.code}`;
  const page = [
    `<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n`,
    items(trouble, { RequestId: call.requestId, HostId: hostId(call) }),
    ofPage === undefined
      ? ''
      : `<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n${items(troubleOf(ofPage))}`,
    '<hr/>\n</body>\n</html>\n',
  ];
  const body = Buffer.from(page.join(''));
  const headers = {
    ...ids(call),
    'x-amz-error-code': trouble.code,
    'x-amz-error-message': trouble.message,
    'content-type': 'text/html; charset=utf-8',
    'content-length': String(body.length),
  };
  return { status, headers, body };
}
