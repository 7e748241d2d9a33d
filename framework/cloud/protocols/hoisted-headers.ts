/**
 * Parts of the signature itself, and checksums: the JS SDK signs the one of a body that it does not have yet, and
 * uploads through such URLs are known to succeed.
 */
const own =
  /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|content-sha256|checksum-\w+|sdk-checksum-algorithm)$/;

/**
 * The headers of a request with those that its presigned URL carries in the query string: signers move `x-amz-*`
 * headers there (metadata, encryption, tags), and S3 reads them as if they had been sent.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function withHoisted(
  headers: Record<string, string>,
  query: ReadonlyMap<string, string[]>,
): Record<string, string> {
  const isPresigned = query.has('X-Amz-Signature') || (query.has('Signature') && query.has('AWSAccessKeyId'));
  if (!isPresigned) return headers;
  const all = { ...headers };
  for (const [name, [value]] of query) {
    const header = name.toLowerCase();
    if (header.startsWith('x-amz-') && !own.test(header) && value !== undefined) all[header] ??= value;
  }
  return all;
}
