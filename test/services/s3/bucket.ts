import type { AskClient } from '../../../framework/cloud/service';
import type { S3 } from '@aws-sdk/client-s3';
import { testCloud, type TestCloud } from '../../test-cloud';

export const bytes = (text: string): Uint8Array => Buffer.from(text);

export interface TestBucket {
  readonly cloud: TestCloud;
  readonly s3: AskClient<S3>;
  /** Puts an object; answers its version id, or 'unversioned'. */
  readonly put: (key: string, body?: string) => string;
  /** Its body, or the code of the refusal. */
  readonly read: (key: string, versionId?: string) => string;
  readonly keys: () => string[];
  /** One line for each version, newest first: key, version number in order of `ids`, and what it is. */
  readonly versions: (ids: readonly string[]) => string[];
}

/** The bucket 'uploads' in a cloud of its own. */
export function testBucket(
  options: { versioning?: 'Enabled' | 'Suspended'; cloud?: TestCloud } = {},
): TestBucket {
  const { cloud = testCloud(), versioning } = options;
  const s3 = cloud.ask('s3');
  const Bucket = 'uploads';
  s3.createBucket({ Bucket });
  if (versioning !== undefined)
    s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: versioning } });
  return {
    cloud,
    s3,
    put: (Key, body = Key) => s3.putObject({ Bucket, Key, Body: bytes(body) }).VersionId ?? 'unversioned',
    read(Key, VersionId) {
      try {
        return Buffer.from(s3.getObject({ Bucket, Key, VersionId }).Body ?? []).toString();
      } catch (error) {
        return String(error instanceof Error && 'code' in error ? error.code : error);
      }
    },
    keys: () => (s3.listObjectsV2({ Bucket }).Contents ?? []).map(({ Key = '' }) => Key),
    versions(ids) {
      const { Versions = [], DeleteMarkers = [] } = s3.listObjectVersions({ Bucket });
      const name = (id = ''): string => (id === 'null' ? 'null' : `v${ids.indexOf(id) + 1}`);
      const lines = [
        ...Versions.map((each) => ({ ...each, what: 'object' })),
        ...DeleteMarkers.map((each) => ({ ...each, what: 'marker' })),
      ];
      return lines.map(
        ({ Key, VersionId, IsLatest, what }) =>
          `${Key} ${name(VersionId)} ${what}${IsLatest === true ? ' latest' : ''}`,
      );
    },
  };
}

/** What a call is refused with, elements and all. */
export function refusal(call: () => unknown): object {
  try {
    call();
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      const { code, message } = error;
      const status = 'status' in error ? error.status : undefined;
      return { status, code, message, ...('fields' in error ? (error.fields ?? {}) : {}) };
    }
    throw error;
  }
  return { refused: false };
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a request over the wire to the bucket's own host, unsigned unless its headers sign it. */
export function overWire(
  { cloud }: TestBucket,
  request: { method: string; path: string; headers?: Record<string, string>; body?: string },
): WireAnswer {
  const answers: WireAnswer[] = [];
  cloud.engine.post({
    origin: { task: 'browser', call: 1, cause: 0 },
    wire: {
      host: 'uploads.s3.us-east-1.amazonaws.com',
      headers: {},
      ...request,
      body: bytes(request.body ?? ''),
    },
    onAnswer: ({ status, headers, body }) =>
      void answers.push({ status, headers, body: Buffer.from(body).toString() }),
  });
  cloud.advance('1 second');
  return answers[0] ?? { status: 0, headers: {}, body: 'no answer' };
}

/** The status of an answer, and what its error document says. */
export const errorOf = ({ status, body }: WireAnswer): string =>
  `${status} ${/<Code>(.*?)<\/Code><Message>(.*?)<\/Message>/.exec(body)?.slice(1).join(': ') ?? body}`;
