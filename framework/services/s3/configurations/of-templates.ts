/** What a template says of a bucket besides what it is: each is one configuration of the API, or many by their ids. */
import type { ResourceRequest } from '../../../cloud/service';
import { list, members, number, oneOf, only, present, text } from '../property-values';
import {
  analytics,
  corsRules,
  inventory,
  logging,
  metrics,
  replicationRule,
  tiering,
  website,
} from './template-forms';

/** Sets one property of a bucket; `undefined` takes it away again. */
export type Configure = (request: ResourceRequest, name: string, value: unknown) => void;

type Client = ReturnType<typeof clientOf>;
const clientOf = (request: ResourceRequest) => request.aws('s3');

/** A property with a list of configurations: those that it no longer names go. */
function byId(
  property: string,
  put: (s3: Client, Bucket: string, of: ReturnType<typeof members>) => void,
  remove: (s3: Client, one: { Bucket: string; Id: string }) => void,
): Configure {
  return (request, Bucket, value) => {
    const s3 = clientOf(request);
    const wanted = list(value).map(members);
    const ids = new Set(wanted.map(({ Id }) => text(Id)));
    for (const { Id } of list(request.previous?.[property]).map(members)) {
      if (!ids.has(text(Id))) remove(s3, { Bucket, Id: text(Id) ?? '' });
    }
    for (const each of wanted) put(s3, Bucket, each);
  };
}

function lockConfiguration(value: unknown, request: ResourceRequest) {
  const { Rule } = members(value);
  const known = ['Days', 'Mode', 'Years'];
  const retention = only(
    members(Rule)['DefaultRetention'],
    known,
    'ObjectLockConfiguration.Rule.DefaultRetention',
    request,
  );
  return {
    ObjectLockEnabled: 'Enabled' as const,
    ...(Rule === undefined
      ? {}
      : {
          Rule: {
            DefaultRetention: present({
              Days: number(retention['Days']),
              Years: number(retention['Years']),
              Mode: oneOf(retention['Mode'], ['GOVERNANCE', 'COMPLIANCE']),
            }),
          },
        }),
  };
}

export const templateConfigurations: Readonly<Record<string, Configure>> = {
  AccelerateConfiguration: (request, Bucket, value) => {
    const Status =
      value === undefined
        ? 'Suspended'
        : oneOf(members(value)['AccelerationStatus'], ['Enabled', 'Suspended']);
    clientOf(request).putBucketAccelerateConfiguration({
      Bucket,
      AccelerateConfiguration: present({ Status }),
    });
  },
  CorsConfiguration: (request, Bucket, value) => {
    const s3 = clientOf(request);
    if (value === undefined) s3.deleteBucketCors({ Bucket });
    else s3.putBucketCors({ Bucket, CORSConfiguration: { CORSRules: corsRules(value) } });
  },
  WebsiteConfiguration: (request, Bucket, value) => {
    const s3 = clientOf(request);
    if (value === undefined) s3.deleteBucketWebsite({ Bucket });
    else s3.putBucketWebsite({ Bucket, WebsiteConfiguration: website(value) });
  },
  LoggingConfiguration: (request, Bucket, value) => {
    const BucketLoggingStatus = value === undefined ? {} : { LoggingEnabled: logging(value, Bucket) };
    clientOf(request).putBucketLogging({ Bucket, BucketLoggingStatus });
  },
  ObjectLockConfiguration: (request, Bucket, value) => {
    const ObjectLockConfiguration = lockConfiguration(value, request);
    clientOf(request).putObjectLockConfiguration({ Bucket, ObjectLockConfiguration });
  },
  ReplicationConfiguration: (request, Bucket, value) => {
    const s3 = clientOf(request);
    if (value === undefined) {
      s3.deleteBucketReplication({ Bucket });
      return;
    }
    const { Role, Rules } = members(value);
    s3.putBucketReplication({
      Bucket,
      ReplicationConfiguration: { Role: text(Role), Rules: list(Rules).map(replicationRule) },
    });
  },
  AnalyticsConfigurations: byId(
    'AnalyticsConfigurations',
    (s3, Bucket, of) => {
      const AnalyticsConfiguration = analytics(of);
      s3.putBucketAnalyticsConfiguration({ Bucket, Id: AnalyticsConfiguration.Id, AnalyticsConfiguration });
    },
    (s3, one) => s3.deleteBucketAnalyticsConfiguration(one),
  ),
  IntelligentTieringConfigurations: byId(
    'IntelligentTieringConfigurations',
    (s3, Bucket, of) => {
      const kept = tiering(of);
      s3.putBucketIntelligentTieringConfiguration({
        Bucket,
        Id: kept.Id,
        IntelligentTieringConfiguration: kept,
      });
    },
    (s3, one) => s3.deleteBucketIntelligentTieringConfiguration(one),
  ),
  InventoryConfigurations: byId(
    'InventoryConfigurations',
    (s3, Bucket, of) => {
      const InventoryConfiguration = inventory(of);
      s3.putBucketInventoryConfiguration({ Bucket, Id: InventoryConfiguration.Id, InventoryConfiguration });
    },
    (s3, one) => s3.deleteBucketInventoryConfiguration(one),
  ),
  MetricsConfigurations: byId(
    'MetricsConfigurations',
    (s3, Bucket, of) => {
      const MetricsConfiguration = metrics(of);
      s3.putBucketMetricsConfiguration({ Bucket, Id: MetricsConfiguration.Id, MetricsConfiguration });
    },
    (s3, one) => s3.deleteBucketMetricsConfiguration(one),
  ),
};
