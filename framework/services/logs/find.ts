import { parseArn } from '../../cloud/service';
import { groupNamedTwice, groupNotFound, groupNotNamed, invalidParameter, streamNotFound } from './errors';
import { streamKey, type LogGroup, type LogsCall, type LogStream } from './state';

export interface GroupReference {
  logGroupName?: string | undefined;
  logGroupIdentifier?: string | undefined;
}

/**
 * The group's name out of an ARN, with or without `:*` at its end; undefined where it is none of this account
 * and region.
 */
export function groupNameOfArn(call: LogsCall, arn: string): string | undefined {
  const parts = parseArn(arn);
  if (parts?.service !== 'logs' || parts.accountId !== call.accountId || parts.region !== call.region) {
    return undefined;
  }
  return /^log-group:([^:]+)(:\*)?$/.exec(parts.resource)?.[1];
}

/** The name that a request gives, directly or by an identifier that is a name or an ARN. */
export function groupNameOf(call: LogsCall, { logGroupName, logGroupIdentifier }: GroupReference): string {
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) throw groupNamedTwice();
  if (logGroupName !== undefined) return logGroupName;
  if (logGroupIdentifier === undefined) throw groupNotNamed();
  if (!logGroupIdentifier.startsWith('arn:')) return logGroupIdentifier;
  if (parseArn(logGroupIdentifier)?.accountId !== call.accountId) {
    call.notEmulated('logs: a log group of a linked account');
  }
  const name = groupNameOfArn(call, logGroupIdentifier);
  if (name === undefined) throw invalidParameter('Invalid log group identifier.');
  return name;
}

export function groupNamed(call: LogsCall, name: string): LogGroup {
  const group = call.state.groups.get(name);
  if (group === undefined) throw groupNotFound();
  return group;
}

export function groupOf(call: LogsCall, reference: GroupReference): LogGroup {
  return groupNamed(call, groupNameOf(call, reference));
}

export function streamNamed(call: LogsCall, group: LogGroup, name: string): LogStream {
  const stream = call.state.streams.get(streamKey(group, name));
  if (stream === undefined) throw streamNotFound();
  return stream;
}

/** Streams of a group by name. */
export function streamsOf(call: LogsCall, group: LogGroup, prefix = ''): LogStream[] {
  return [...call.state.streams.prefix(streamKey(group, prefix))].map(([, stream]) => stream);
}

/** One page of a list whose rows are told apart by `keyOf`; the token is the last key of the page before. */
export function page<T>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  { nextToken, limit }: { nextToken?: string | undefined; limit: number },
): { rows: T[]; nextToken?: string } {
  const last = nextToken === undefined ? undefined : Buffer.from(nextToken, 'base64url').toString();
  const first = last === undefined ? 0 : rows.findIndex((row) => keyOf(row) === last) + 1;
  const taken = rows.slice(first, first + limit);
  const end = taken.at(-1);
  if (end === undefined || first + limit >= rows.length) return { rows: taken };
  return { rows: taken, nextToken: Buffer.from(keyOf(end)).toString('base64url') };
}
