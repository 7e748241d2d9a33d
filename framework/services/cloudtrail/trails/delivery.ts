/** Log files: what a trail has recorded goes to its bucket, compressed, some five minutes later. */
import { gzipSync } from 'node:zlib';
import { AwsError, servicePrincipal } from '../../../cloud/service';
import { eventOf } from '../history/event';
import { keyOf, type RecordedCall, type Trail, type TrailCall } from '../state';

const deliveryMs = 5 * 60_000;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The first event after a delivery brings the next one about. */
export function deliverSoon(call: TrailCall, trailKey: string): void {
  const { undelivered } = call.state;
  let count = 0;
  for (const _ of undelivered.prefix(keyOf(trailKey, ''))) if (++count > 1) return;
  call.later({ afterMs: deliveryMs, kind: 'deliverLogs', payload: { trailKey }, background: true });
}

export const asCloudTrail = (call: TrailCall, { arn, homeRegion }: Pick<Trail, 'arn' | 'homeRegion'>) => ({
  as: servicePrincipal('cloudtrail', call.accountId),
  sourceArn: arn,
  sourceAccount: call.accountId,
  region: homeRegion,
});

/** A topic is named in the trail's home region, or by its ARN. */
export const topicArn = (
  { partition, accountId }: TrailCall,
  { homeRegion }: Pick<Trail, 'homeRegion'>,
  topic: string,
): string => (topic.startsWith('arn:') ? topic : `arn:${partition}:sns:${homeRegion}:${accountId}:${topic}`);

/** Tells the trail's topic something, if it has one. */
export function notifyTopic(call: TrailCall, trail: Trail, Message: string): void {
  if (trail.topic === undefined) return;
  const TopicArn = topicArn(call, trail, trail.topic);
  call.ask('sns', asCloudTrail(call, trail)).publish({ TopicArn, Message });
}

/** A file is there: its topic hears of it; a refusal leaves the file where it is. */
function notified(call: TrailCall, trail: Trail, key: string): Trail {
  if (trail.topic === undefined) return trail;
  try {
    notifyTopic(call, trail, JSON.stringify({ s3Bucket: trail.bucket, s3ObjectKey: [key] }));
    return { ...trail, notifiedAtMs: call.nowMs };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    call.note('log file not announced', trail.arn, { topic: trail.topic, key, code: error.code });
    return trail;
  }
}

export const folderOf = ({ prefix }: Pick<Trail, 'prefix'>, accountId: string): string =>
  `${prefix === undefined ? '' : `${prefix}/`}AWSLogs/${accountId}/CloudTrail`;

/** One file for each region. */
export function deliverLogs({ trailKey }: { trailKey: string }, call: TrailCall): void {
  const trail = call.state.trails.get(trailKey);
  const byRegion = new Map<string, RecordedCall[]>();
  for (const [key, record] of call.state.undelivered.prefix(keyOf(trailKey, ''))) {
    byRegion.set(record.region, [...(byRegion.get(record.region) ?? []), record]);
    call.state.undelivered.delete(key);
  }
  if (trail === undefined) return;
  let delivered: Trail = trail;
  for (const [region, records] of byRegion) delivered = deliver(call, delivered, region, records);
  call.state.trails.set(trailKey, delivered);
}

function deliver(call: TrailCall, trail: Trail, region: string, records: readonly RecordedCall[]): Trail {
  const moment = new Date(call.nowMs).toISOString();
  const stamp = `${moment.slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
  const unique = call.random('log file').text(16, letters);
  const { accountId } = call;
  const name = `${accountId}_CloudTrail_${region}_${stamp}_${unique}.json.gz`;
  const Key = `${folderOf(trail, accountId)}/${region}/${moment.slice(0, 10).replaceAll('-', '/')}/${name}`;
  const text = JSON.stringify({ Records: records.map(eventOf) });
  const { deliveryError: _, ...healthy } = trail;
  try {
    call.ask('s3', asCloudTrail(call, trail)).putObject({
      Bucket: trail.bucket,
      Key,
      Body: new Uint8Array(gzipSync(text)),
      ContentType: 'application/json',
      ContentEncoding: 'gzip',
      ACL: 'bucket-owner-full-control',
    });
    const done = { ...healthy, deliveredAtMs: call.nowMs, attemptedAtMs: call.nowMs };
    return notified(call, done, Key);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    call.note('log file not delivered', trail.arn, { bucket: trail.bucket, key: Key, code: error.code });
    return { ...healthy, attemptedAtMs: call.nowMs, deliveryError: error.code };
  }
}
