/** Lifecycle configurations: their form (aws-behaviour.md 2.8) and which objects a rule speaks of. */
import type { LifecycleRule, LifecycleRuleFilter } from '@aws-sdk/client-s3';
import * as errors from './errors';
import { tagsOf } from './input';
import type { ObjectVersion, S3Call, StoredObject, Tag } from './state';

export interface Transition {
  dateMs?: number;
  days?: number;
  storageClass: string;
}

export interface Rule {
  id: string;
  enabled: boolean;
  /** A rule of the old form carries its prefix outside a filter, and is answered so. */
  form: 'prefix' | 'filter';
  filter: { prefix?: string; tags: Tag[]; sizeOver?: number; sizeUnder?: number; and: boolean };
  expiration?: { dateMs?: number; days?: number; loneMarker?: boolean };
  transitions: Transition[];
  noncurrentTransitions: { days: number; newer?: number; storageClass: string }[];
  noncurrentExpiration?: { days: number; newer?: number };
  abortDays?: number;
}

export interface LifecycleConfiguration {
  rules: Rule[];
  minimumSize: 'all_storage_classes_128K' | 'varies_by_storage_class';
}

export const dayMs = 86_400_000;

/** So many days after a moment, rounded up to the next midnight UTC. */
export const dueAtMs = (fromMs: number, days: number): number =>
  Math.ceil((fromMs + days * dayMs) / dayMs) * dayMs;

/** Reads a configuration and refuses what AWS refuses. */
export function readRules(rules: readonly LifecycleRule[] | undefined, call: S3Call): Rule[] {
  if (rules === undefined || rules.length === 0 || rules.length > 1000) throw errors.malformedXml();
  const read = rules.map((rule) => readRule(rule, call));
  if (new Set(read.map(({ id }) => id)).size < read.length) {
    throw errors.invalidArgument('Rule ID must be unique. Found same ID for more than one rule');
  }
  return read;
}

function readRule(from: LifecycleRule, call: S3Call): Rule {
  if (from.Status !== 'Enabled' && from.Status !== 'Disabled') throw errors.malformedXml();
  if ((from.Filter === undefined) === (from.Prefix === undefined)) throw errors.malformedXml();
  if (from.ID !== undefined && from.ID.length > 255) {
    throw errors.invalidArgument('ID length should not exceed allowed limit of 255');
  }
  const rule: Rule = {
    id: from.ID === undefined || from.ID === '' ? call.random('lifecycle rule id').uuid() : from.ID,
    enabled: from.Status === 'Enabled',
    form: from.Filter === undefined ? 'prefix' : 'filter',
    filter:
      from.Filter === undefined
        ? { prefix: from.Prefix ?? '', tags: [], and: false }
        : readFilter(from.Filter),
    transitions: (from.Transitions ?? []).map(readTransition),
    noncurrentTransitions: (from.NoncurrentVersionTransitions ?? []).map((each) => ({
      days: positive(each.NoncurrentDays, 'NoncurrentDays', 'NoncurrentVersionTransition'),
      ...newer(each.NewerNoncurrentVersions),
      storageClass: storageClass(each.StorageClass ?? ''),
    })),
  };
  readExpirations(from, rule);
  checkActions(rule);
  return rule;
}

function readFilter(filter: LifecycleRuleFilter): Rule['filter'] {
  const named = [
    filter.Prefix,
    filter.Tag,
    filter.ObjectSizeGreaterThan,
    filter.ObjectSizeLessThan,
    filter.And,
  ];
  if (named.filter((each) => each !== undefined).length > 1) throw errors.malformedXml();
  const from = filter.And ?? filter;
  const tags = filter.And?.Tags ?? (filter.Tag === undefined ? [] : [filter.Tag]);
  const read: Rule['filter'] = { tags: tagsOf(tags), and: filter.And !== undefined };
  if (new Set(read.tags.map(({ Key }) => Key)).size < read.tags.length) {
    throw errors.invalidRequest('Duplicate Tag Keys are not allowed.');
  }
  if (from.Prefix !== undefined) read.prefix = from.Prefix;
  if (from.ObjectSizeGreaterThan !== undefined) read.sizeOver = from.ObjectSizeGreaterThan;
  if (from.ObjectSizeLessThan !== undefined) read.sizeUnder = from.ObjectSizeLessThan;
  return read;
}

function readExpirations(from: LifecycleRule, rule: Rule): void {
  const { Expiration: expiration, NoncurrentVersionExpiration: noncurrent } = from;
  if (expiration !== undefined) {
    const { Date: date, Days: days, ExpiredObjectDeleteMarker: loneMarker } = expiration;
    if ([date, days, loneMarker].filter((each) => each !== undefined).length !== 1)
      throw errors.malformedXml();
    rule.expiration = {};
    if (date !== undefined) rule.expiration.dateMs = midnight(date);
    if (days !== undefined) rule.expiration.days = positive(days, 'Days', 'Expiration');
    if (loneMarker !== undefined) rule.expiration.loneMarker = loneMarker;
  }
  if (noncurrent !== undefined) {
    rule.noncurrentExpiration = {
      days: positive(noncurrent.NoncurrentDays, 'NoncurrentDays', 'NoncurrentVersionExpiration'),
      ...newer(noncurrent.NewerNoncurrentVersions),
    };
  }
  const abort = from.AbortIncompleteMultipartUpload;
  if (abort !== undefined) {
    rule.abortDays = positive(
      abort.DaysAfterInitiation,
      'DaysAfterInitiation',
      'AbortIncompleteMultipartUpload',
    );
  }
}

function readTransition(from: {
  Date?: Date | undefined;
  Days?: number | undefined;
  StorageClass?: string | undefined;
}): Transition {
  if ((from.Date === undefined) === (from.Days === undefined) || from.StorageClass === undefined) {
    throw errors.malformedXml();
  }
  storageClass(from.StorageClass);
  if (from.Date !== undefined) return { dateMs: midnight(from.Date), storageClass: from.StorageClass };
  const days = from.Days ?? 0;
  if (days < 0) throw errors.invalidArgument("'Days' in the Transition action must be nonnegative");
  if (days < 30 && (from.StorageClass === 'STANDARD_IA' || from.StorageClass === 'ONEZONE_IA')) {
    throw errors.invalidArgument(
      `'Days' in Transition action must be greater than or equal to 30 for storageClass '${from.StorageClass}'`,
    );
  }
  return { days, storageClass: from.StorageClass };
}

function newer(count: number | undefined): { newer?: number } {
  if (count === undefined) return {};
  if (count < 1 || count > 100) {
    throw errors.invalidArgument("'NewerNoncurrentVersions' must be a positive integer between 1 and 100");
  }
  return { newer: count };
}

function positive(value: number | undefined, member: string, action: string): number {
  if (value === undefined) throw errors.malformedXml();
  if (value <= 0) throw errors.invalidArgument(`'${member}' for ${action} action must be a positive integer`);
  return value;
}

function midnight(date: Date): number {
  const ms = date.getTime();
  if (ms % dayMs !== 0) {
    throw errors.invalidArgument("'Date' must be at midnight GMT", 'Date', date.toISOString());
  }
  return ms;
}

function checkActions(rule: Rule): void {
  const actions = [
    rule.expiration,
    rule.noncurrentExpiration,
    rule.abortDays,
    rule.transitions[0],
    rule.noncurrentTransitions[0],
  ];
  if (actions.every((each) => each === undefined)) {
    throw errors.invalidRequest('At least one action needs to be specified in a rule');
  }
  if (rule.filter.tags.length > 0) {
    if (rule.expiration?.loneMarker !== undefined) {
      throw errors.invalidRequest('ExpiredObjectDeleteMarker cannot be specified with Tags.');
    }
    if (rule.abortDays !== undefined) {
      throw errors.invalidRequest('AbortIncompleteMultipartUpload cannot be specified with Tags.');
    }
  }
  const expirationDays = rule.expiration?.days;
  for (const { days } of rule.transitions) {
    if (expirationDays !== undefined && days !== undefined && expirationDays <= days) {
      throw errors.invalidArgument(
        `'Days' in the Expiration action for filter '(prefix=${rule.filter.prefix ?? ''})' must be greater than 'Days' in the Transition action`,
      );
    }
  }
}

/** The rules as GetBucketLifecycleConfiguration answers them. */
export function writeRule(rule: Rule): LifecycleRule {
  const { filter, expiration, noncurrentExpiration } = rule;
  return {
    ID: rule.id,
    Status: rule.enabled ? 'Enabled' : 'Disabled',
    ...(rule.form === 'prefix' ? { Prefix: filter.prefix ?? '' } : { Filter: writeFilter(filter) }),
    ...(expiration === undefined ? {} : { Expiration: writeExpiration(expiration) }),
    ...(rule.transitions.length === 0 ? {} : { Transitions: rule.transitions.map(writeTransition) }),
    ...(rule.noncurrentTransitions.length === 0
      ? {}
      : {
          NoncurrentVersionTransitions: rule.noncurrentTransitions.map((each) => ({
            ...noncurrentMembers(each),
            StorageClass: storageClass(each.storageClass),
          })),
        }),
    ...(noncurrentExpiration === undefined
      ? {}
      : { NoncurrentVersionExpiration: noncurrentMembers(noncurrentExpiration) }),
    ...(rule.abortDays === undefined
      ? {}
      : { AbortIncompleteMultipartUpload: { DaysAfterInitiation: rule.abortDays } }),
  };
}

const noncurrentMembers = (from: { days: number; newer?: number }) => ({
  NoncurrentDays: from.days,
  ...(from.newer === undefined ? {} : { NewerNoncurrentVersions: from.newer }),
});

const writeExpiration = ({ dateMs, days, loneMarker }: NonNullable<Rule['expiration']>) => ({
  ...(dateMs === undefined ? {} : { Date: new Date(dateMs) }),
  ...(days === undefined ? {} : { Days: days }),
  ...(loneMarker === undefined ? {} : { ExpiredObjectDeleteMarker: loneMarker }),
});

const writeTransition = (from: Transition) => ({
  ...(from.dateMs === undefined ? {} : { Date: new Date(from.dateMs) }),
  ...(from.days === undefined ? {} : { Days: from.days }),
  StorageClass: storageClass(from.storageClass),
});

const transitionClasses = [
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const;

function storageClass(name: string): (typeof transitionClasses)[number] {
  const found = transitionClasses.find((each) => each === name);
  if (found === undefined) throw errors.malformedXml();
  return found;
}

/** How far a class lies down the waterfall: objects only ever go down. */
export const classDepth = (name: string): number => transitionClasses.findIndex((each) => each === name);

function writeFilter(filter: Rule['filter']): LifecycleRuleFilter {
  const sizes = {
    ...(filter.sizeOver === undefined ? {} : { ObjectSizeGreaterThan: filter.sizeOver }),
    ...(filter.sizeUnder === undefined ? {} : { ObjectSizeLessThan: filter.sizeUnder }),
  };
  const prefix = filter.prefix === undefined ? {} : { Prefix: filter.prefix };
  if (filter.and)
    return { And: { ...prefix, ...(filter.tags.length === 0 ? {} : { Tags: filter.tags }), ...sizes } };
  return { ...prefix, ...(filter.tags[0] === undefined ? {} : { Tag: filter.tags[0] }), ...sizes };
}

/** Whether a rule speaks of a key at all, whatever its other conditions. */
export const matchesKey = (rule: Rule, key: string): boolean =>
  rule.enabled && key.startsWith(rule.filter.prefix ?? '');

/** Delete markers have neither tags nor a size, so rules that ask for those pass them by. */
export function matchesVersion(rule: Rule, version: ObjectVersion): boolean {
  if (!matchesKey(rule, version.key)) return false;
  const { tags, sizeOver, sizeUnder } = rule.filter;
  if (version.deleteMarker) return tags.length === 0 && sizeOver === undefined && sizeUnder === undefined;
  if (sizeOver !== undefined && version.sizeBytes <= sizeOver) return false;
  if (sizeUnder !== undefined && version.sizeBytes >= sizeUnder) return false;
  return tags.every(({ Key, Value }) => version.tags.some((tag) => tag.Key === Key && tag.Value === Value));
}

/** When a rule's expiration removes a current object; a date that has passed keeps acting. */
export function expiresAtMs(rule: Rule, object: StoredObject): number | undefined {
  const { days, dateMs } = rule.expiration ?? {};
  return days === undefined ? dateMs : dueAtMs(object.modifiedMs, days);
}

/** The `x-amz-expiration` header: the earliest expiration that awaits a current object. */
export function expirationHeader(
  configuration: LifecycleConfiguration | undefined,
  object: StoredObject,
): string | undefined {
  if (configuration === undefined || object.noncurrentSinceMs !== undefined) return undefined;
  let earliest: { atMs: number; id: string } | undefined;
  for (const rule of configuration.rules) {
    const atMs = matchesVersion(rule, object) ? expiresAtMs(rule, object) : undefined;
    if (atMs !== undefined && (earliest === undefined || atMs < earliest.atMs))
      earliest = { atMs, id: rule.id };
  }
  if (earliest === undefined) return undefined;
  return `expiry-date="${new Date(earliest.atMs).toUTCString()}", rule-id="${encodeURIComponent(earliest.id)}"`;
}
