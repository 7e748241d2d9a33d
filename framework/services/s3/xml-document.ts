/** Answers in S3's XML to what is no operation of its API: forms and preflights. */
import { AwsError, type HttpResponse } from '../../cloud/service';
import { hostId } from './notification-destinations';
import type { S3Call } from './state';

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export const xmlDocument = (root: string, elements: Record<string, unknown>): Buffer =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${Object.entries(elements)
      .map(([name, value]) => `<${name}>${escaped(String(value))}</${name}>`)
      .join('')}</${root}>`,
  );

/** The error document; what is not emulated is answered with 501. */
export function errorAnswer(error: Error | undefined, call: S3Call): HttpResponse {
  const isAws = error instanceof AwsError;
  const code = error !== undefined && 'code' in error ? String(error.code) : 'InternalError';
  const ids = { RequestId: call.requestId, HostId: hostId(call) };
  const fields = isAws ? (error.fields ?? {}) : {};
  return {
    status: isAws ? (error.status ?? 400) : 501,
    headers: {
      server: 'AmazonS3',
      'content-type': 'application/xml',
      'x-amz-request-id': ids.RequestId,
      'x-amz-id-2': ids.HostId,
      ...(isAws ? error.headers : {}),
    },
    body: xmlDocument('Error', { Code: code, Message: error?.message ?? '', ...fields, ...ids }),
  };
}
