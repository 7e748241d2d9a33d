import { AwsError } from '../../../cloud/service';

/**
 * What S3 answers when KMS refuses: `KMS.<code>` with KMS's own words, but a denial as a denial of S3's
 * (aws-behaviour.md 2.11). A denied Decrypt names no key, since what is read does not say which it was.
 */
export function inWordsOfS3(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  if (error.code === 'AccessDeniedException') {
    const message = error.message.replace(
      /(kms:Decrypt) on resource: \S+/,
      '$1 on the resource associated with this ciphertext',
    );
    return new AwsError('AccessDenied', message, { status: 403 });
  }
  const code = error.code.startsWith('KMS.') ? error.code : `KMS.${error.code}`;
  return new AwsError(code, error.message, { status: error.status ?? 400 });
}

/** Asks KMS, and turns its refusal into S3's. */
export function askingKms<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw inWordsOfS3(error);
  }
}
