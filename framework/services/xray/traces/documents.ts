/**
 * Segment documents: what X-Ray takes and what it refuses.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
import type { UnprocessedTraceSegment, XRay } from '@aws-sdk/client-xray';
import type { Operations } from '../../../cloud/service';
import type { Json } from '../../../kernel';
import { invalidRequest } from '../errors';
import type { Document, State, XrayCall } from '../state';

const documentBytesMax = 64 * 1024;
const documentsMax = 50;
const traceDays = 30;
const dayMs = 86_400_000;

type Content = Document['content'];

const isRecord = (value: unknown): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): Content | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The code of what is wrong with a document, if anything is. */
function problemOf(call: XrayCall, text: string, content: Content | undefined): string | undefined {
  if (content === undefined) return 'ParseError';
  if (Buffer.byteLength(text) > documentBytesMax) return 'SegmentTooLarge';
  const { id, name, trace_id: traceId, start_time: start, end_time: end } = content;
  if (id === undefined) return 'MissingId';
  if (typeof id !== 'string' || !/^[0-9a-f]{16}$/.test(id)) return 'InvalidId';
  if (traceId === undefined) return 'MissingTraceId';
  const seconds =
    typeof traceId === 'string' ? /^1-([0-9a-f]{8})-[0-9a-f]{24}$/.exec(traceId)?.[1] : undefined;
  if (seconds === undefined) return 'InvalidTraceId';
  const beganMs = parseInt(seconds, 16) * 1000;
  if (beganMs < call.nowMs - traceDays * dayMs || beganMs > call.nowMs + dayMs) return 'InvalidTraceId';
  if (typeof name !== 'string' || name === '' || name.length > 200) return 'InvalidName';
  if (typeof start !== 'number') return 'MissingStartTime';
  if (end === undefined && content['in_progress'] !== true) return 'MissingEndTime';
  if (content['type'] === 'subsegment' && content['parent_id'] === undefined) return 'MissingParentId';
  return undefined;
}

export const documentKey = (traceId: string, id: string): string => `${traceId}\u0000${id}`;

export const documents: Operations<XRay, State> = {
  /** The same id again replaces a document: first in progress, then complete. */
  putTraceSegments({ TraceSegmentDocuments }, call) {
    if (TraceSegmentDocuments.length > documentsMax) {
      throw invalidRequest(`Too many segment documents: at most ${documentsMax} are taken.`);
    }
    const UnprocessedTraceSegments: UnprocessedTraceSegment[] = [];
    for (const text of TraceSegmentDocuments) {
      const content = parsed(text);
      const problem = problemOf(call, text, content);
      const { id, trace_id: traceId } = content ?? {};
      if (
        content === undefined ||
        typeof id !== 'string' ||
        typeof traceId !== 'string' ||
        problem !== undefined
      ) {
        const Id = typeof id === 'string' ? { Id: id } : {};
        UnprocessedTraceSegments.push({
          ...Id,
          ErrorCode: problem ?? 'ParseError',
          Message: `Invalid segment. ErrorCode: ${problem}`,
        });
        continue;
      }
      call.state.documents.set(documentKey(traceId, id), { id, traceId, receivedAtMs: call.nowMs, content });
    }
    return { UnprocessedTraceSegments };
  },

  /** Numbers of the daemon's own, which nothing here depends on. */
  putTelemetryRecords: () => ({}),
};

/** What has been received longer ago is gone. */
export const isKept = (call: XrayCall, { receivedAtMs }: Document): boolean =>
  receivedAtMs > call.nowMs - traceDays * dayMs;
