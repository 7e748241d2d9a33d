/**
 * Configurations of which a bucket may have many, each under an id: inventories, analyses, metrics and archive tiers.
 * They are checked, kept and given back, and change nothing here: that is reported.
 */
import type {
  AnalyticsConfiguration,
  IntelligentTieringConfiguration,
  InventoryConfiguration,
  MetricsConfiguration,
} from '@aws-sdk/client-s3';
import * as errors from '../errors';
import { requireBucket } from '../input';
import type { Bucket, Nothing, S3Call } from '../state';
import { checkAnalytics, checkInventory, checkMetrics, checkTiering } from './identified-forms';

const pageMax = 100;

interface BucketInput {
  Bucket: string;
  ExpectedBucketOwner?: string | undefined;
}

type Kept = NonNullable<Bucket['configurations']>;
type ById<C> = { [id: string]: C };

interface Kind<C> {
  name: string;
  read: (kept: Kept) => ById<C> | undefined;
  write: (all: ById<C>) => Kept;
  check: (configuration: C) => void;
}

/** The four operations on one kind. */
function operationsOn<C extends { Id: string | undefined }>({ name, read, write, check }: Kind<C>) {
  const all = (bucket: Bucket): ById<C> => read(bucket.configurations ?? {}) ?? {};
  const store = (bucket: Bucket, entries: [string, C][], call: S3Call): Nothing => {
    const configurations = { ...bucket.configurations, ...write(Object.fromEntries(entries)) };
    call.state.buckets.set(bucket.name, { ...bucket, configurations });
    return {};
  };
  const one = (bucket: Bucket, id: string): C => {
    const found = Object.hasOwn(all(bucket), id) ? all(bucket)[id] : undefined;
    if (found === undefined) throw errors.noSuchConfiguration();
    return found;
  };
  return {
    put(this: void, input: BucketInput & { Id: string }, asked: C | undefined, call: S3Call): Nothing {
      const bucket = requireBucket(input, call);
      if (asked?.Id === undefined) throw errors.malformedXml();
      if (asked.Id !== input.Id) throw errors.idMismatch();
      check(asked);
      call.modelledOnly(`s3 bucket with ${name}`);
      const entries = Object.entries(all(bucket)).filter(([id]) => id !== input.Id);
      return store(bucket, [...entries, [input.Id, asked]], call);
    },
    get: (input: BucketInput & { Id: string }, call: S3Call): C => one(requireBucket(input, call), input.Id),
    remove(this: void, input: BucketInput & { Id: string }, call: S3Call): Nothing {
      const bucket = requireBucket(input, call);
      one(bucket, input.Id);
      const entries = Object.entries(all(bucket)).filter(([id]) => id !== input.Id);
      return store(bucket, entries, call);
    },
    /** A page, in order of ids. */
    list(this: void, input: BucketInput & { ContinuationToken?: string | undefined }, call: S3Call) {
      const { ContinuationToken: token } = input;
      const after = token === undefined ? '' : Buffer.from(token, 'base64').toString();
      const rest = Object.entries(all(requireBucket(input, call)))
        .filter(([id]) => id > after)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      const page = rest.slice(0, pageMax);
      const last = page.at(-1)?.[0];
      return {
        found: page.map(([, configuration]) => configuration),
        paging: {
          IsTruncated: rest.length > page.length,
          ...(token === undefined ? {} : { ContinuationToken: token }),
          ...(rest.length > page.length && last !== undefined
            ? { NextContinuationToken: Buffer.from(last).toString('base64') }
            : {}),
        },
      };
    },
  };
}

const inventory = operationsOn<InventoryConfiguration>({
  name: 'InventoryConfiguration (no inventory is made)',
  read: (kept) => kept.inventory,
  write: (all) => ({ inventory: all }),
  check: checkInventory,
});
const analytics = operationsOn<AnalyticsConfiguration>({
  name: 'AnalyticsConfiguration (nothing is analysed)',
  read: (kept) => kept.analytics,
  write: (all) => ({ analytics: all }),
  check: checkAnalytics,
});
const metrics = operationsOn<MetricsConfiguration>({
  name: 'MetricsConfiguration (nothing is measured)',
  read: (kept) => kept.metrics,
  write: (all) => ({ metrics: all }),
  check: checkMetrics,
});
const tiering = operationsOn<IntelligentTieringConfiguration>({
  name: 'IntelligentTieringConfiguration (nothing is moved)',
  read: (kept) => kept.tiering,
  write: (all) => ({ tiering: all }),
  check: checkTiering,
});

type WithId = BucketInput & { Id: string };
type ListInput = BucketInput & { ContinuationToken?: string | undefined };
type Put<Name extends string, C> = WithId & { [K in Name]?: C | undefined };

/** The operations on all four kinds. */
export const identifiedConfigurations = {
  putBucketInventoryConfiguration: (
    input: Put<'InventoryConfiguration', InventoryConfiguration>,
    call: S3Call,
  ) => inventory.put(input, input.InventoryConfiguration, call),
  getBucketInventoryConfiguration: (input: WithId, call: S3Call) => ({
    InventoryConfiguration: inventory.get(input, call),
  }),
  deleteBucketInventoryConfiguration: inventory.remove,
  listBucketInventoryConfigurations(input: ListInput, call: S3Call) {
    const { found, paging } = inventory.list(input, call);
    return { ...paging, ...(found.length === 0 ? {} : { InventoryConfigurationList: found }) };
  },
  putBucketAnalyticsConfiguration: (
    input: Put<'AnalyticsConfiguration', AnalyticsConfiguration>,
    call: S3Call,
  ) => analytics.put(input, input.AnalyticsConfiguration, call),
  getBucketAnalyticsConfiguration: (input: WithId, call: S3Call) => ({
    AnalyticsConfiguration: analytics.get(input, call),
  }),
  deleteBucketAnalyticsConfiguration: analytics.remove,
  listBucketAnalyticsConfigurations(input: ListInput, call: S3Call) {
    const { found, paging } = analytics.list(input, call);
    return { ...paging, ...(found.length === 0 ? {} : { AnalyticsConfigurationList: found }) };
  },
  putBucketMetricsConfiguration: (input: Put<'MetricsConfiguration', MetricsConfiguration>, call: S3Call) =>
    metrics.put(input, input.MetricsConfiguration, call),
  getBucketMetricsConfiguration: (input: WithId, call: S3Call) => ({
    MetricsConfiguration: metrics.get(input, call),
  }),
  deleteBucketMetricsConfiguration: metrics.remove,
  listBucketMetricsConfigurations(input: ListInput, call: S3Call) {
    const { found, paging } = metrics.list(input, call);
    return { ...paging, ...(found.length === 0 ? {} : { MetricsConfigurationList: found }) };
  },
  putBucketIntelligentTieringConfiguration: (
    input: Put<'IntelligentTieringConfiguration', IntelligentTieringConfiguration>,
    call: S3Call,
  ) => tiering.put(input, input.IntelligentTieringConfiguration, call),
  getBucketIntelligentTieringConfiguration: (input: WithId, call: S3Call) => ({
    IntelligentTieringConfiguration: tiering.get(input, call),
  }),
  deleteBucketIntelligentTieringConfiguration: tiering.remove,
  listBucketIntelligentTieringConfigurations(input: ListInput, call: S3Call) {
    const { found, paging } = tiering.list(input, call);
    return { ...paging, ...(found.length === 0 ? {} : { IntelligentTieringConfigurationList: found }) };
  },
};
