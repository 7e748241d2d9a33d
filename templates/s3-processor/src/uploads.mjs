import { createHash } from 'node:crypto';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { log } from './log.mjs';
import { patience } from './patience.mjs';

const s3 = new S3Client(patience);
const maxBytes = Number(process.env.MAX_OBJECT_BYTES);

/** An object that can never be processed, however often it is tried. */
export class Rejection extends Error {}

/** The uploads that an event tells of; what is no such thing is logged and left out. */
export function uploadsIn(event, requestId) {
  const told = Array.isArray(event?.Records) ? event.Records : [event];
  return told.flatMap((entry) => {
    const upload = uploadOf(entry);
    if (upload === undefined)
      log('ERROR', 'no upload event', { requestId, cause: JSON.stringify(entry)?.slice(0, 500) });
    return upload ?? [];
  });
}

function uploadOf(entry) {
  const { bucket, object } = entry?.s3 ?? {};
  if (typeof bucket?.name !== 'string' || typeof object?.key !== 'string') return undefined;
  const key = decoded(object.key);
  if (key === undefined) return undefined;
  return { bucket: bucket.name, key, version: object.versionId, size: object.size };
}

/** S3 encodes the keys in its events like those of a query. */
function decoded(key) {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** What an object says, with a digest of all that it holds. */
export async function readTotal({ bucket, key, version, size }) {
  if (size > maxBytes) throw new Rejection(`${size} bytes are more than ${maxBytes}`);
  const { Body, ContentType } = await s3.send(
    new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: version }),
  );
  const text = await Body.transformToString();
  if (ContentType !== 'application/json')
    throw new Rejection(`its type is ${ContentType}, not application/json`);
  return { total: totalIn(text), digest: createHash('sha256').update(text).digest('hex') };
}

function totalIn(text) {
  if (text === '') throw new Rejection('it is empty');
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Rejection('it is no JSON');
  }
  if (!Number.isFinite(content?.total)) throw new Rejection('its total is no number');
  return content.total;
}
