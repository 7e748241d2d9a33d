import type { CloudTrail, Trail as TrailOutput } from '@aws-sdk/client-cloudtrail';
import { AwsError, type Input, type Operations } from '../../../cloud/service';
import {
  bucketPolicy,
  invalidCombination,
  noBucket,
  tooManyTrails,
  topicPolicy,
  trailExists,
} from '../errors';
import { keyOf, type State, type Trail, type TrailCall } from '../state';
import { asCloudTrail, folderOf, notifyTopic, topicArn } from './delivery';
import { checkName, findTrail, trailAt, trailAtHome, trailByArn, trailKey } from './find';
import { everyManagementEvent } from './selectors';

type Settings = Omit<Input<CloudTrail, 'updateTrail'>, 'Name'>;

const trailsMax = 5;

/** Settings that are not emulated would be ignored otherwise. */
function refuseSettings(call: TrailCall, operation: string, settings: Settings): void {
  const { CloudWatchLogsLogGroupArn, KmsKeyId, IsOrganizationTrail } = settings;
  const refused = { CloudWatchLogsLogGroupArn, KmsKeyId };
  for (const [name, value] of Object.entries(refused)) {
    if (value !== undefined && value !== '') call.notEmulated(`cloudtrail:${operation} with ${name}`);
  }
  if (IsOrganizationTrail === true) call.notEmulated(`cloudtrail:${operation} with IsOrganizationTrail`);
  if (settings.EnableLogFileValidation === true) {
    call.modelledOnly('cloudtrail: EnableLogFileValidation (no digest files are delivered)');
  }
}

/** CloudTrail reads the bucket's ACL and begins its folder; both must be allowed by the bucket's policy. */
function checkBucket(call: TrailCall, trail: Trail): void {
  const s3 = call.ask('s3', asCloudTrail(call, trail));
  try {
    s3.getBucketAcl({ Bucket: trail.bucket });
    s3.putObject({
      Bucket: trail.bucket,
      Key: `${folderOf(trail, call.accountId)}/`,
      Body: new Uint8Array(),
      ACL: 'bucket-owner-full-control',
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === 'NoSuchBucket') throw noBucket(trail.bucket);
    throw bucketPolicy(trail.bucket);
  }
}

function withSettings(trail: Trail, settings: Settings): Trail {
  const { S3BucketName, S3KeyPrefix, SnsTopicName } = settings;
  const { IncludeGlobalServiceEvents, IsMultiRegionTrail } = settings;
  const { prefix: formerPrefix, topic: formerTopic, ...rest } = trail;
  const prefix = S3KeyPrefix ?? formerPrefix;
  const topic = SnsTopicName ?? formerTopic;
  const changed: Trail = {
    ...rest,
    bucket: S3BucketName ?? trail.bucket,
    ...(prefix === undefined || prefix === '' ? {} : { prefix }),
    ...(topic === undefined || topic === '' ? {} : { topic }),
    includesGlobal: IncludeGlobalServiceEvents ?? trail.includesGlobal,
    isMultiRegion: IsMultiRegionTrail ?? trail.isMultiRegion,
  };
  if (changed.isMultiRegion && !changed.includesGlobal) {
    throw invalidCombination('Multi-Region trail must include global service events.');
  }
  return changed;
}

/** CloudTrail tries the topic with a message of its own when it is given. */
function checkTopic(call: TrailCall, trail: Trail, topic: string | undefined): void {
  if (topic === undefined || topic === '') return;
  try {
    notifyTopic(call, trail, 'CloudTrail validation message.');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw topicPolicy();
  }
}

/** What both CreateTrail and UpdateTrail answer. */
const settingsOutput = (call: TrailCall, trail: Trail) => ({
  Name: trail.name,
  S3BucketName: trail.bucket,
  ...(trail.prefix === undefined ? {} : { S3KeyPrefix: trail.prefix }),
  ...(trail.topic === undefined
    ? {}
    : { SnsTopicName: trail.topic, SnsTopicARN: topicArn(call, trail, trail.topic) }),
  IncludeGlobalServiceEvents: trail.includesGlobal,
  IsMultiRegionTrail: trail.isMultiRegion,
  TrailARN: trail.arn,
  LogFileValidationEnabled: false,
  IsOrganizationTrail: false,
});

const trailOutput = (call: TrailCall, trail: Trail): TrailOutput => ({
  ...settingsOutput(call, trail),
  HomeRegion: trail.homeRegion,
  HasCustomEventSelectors: trail.isCustom,
  HasInsightSelectors: (trail.insights ?? []).length > 0,
});

const visibleTrails = (call: TrailCall, shadows: boolean): Trail[] =>
  [...call.state.trails.values()].filter(
    ({ homeRegion, isMultiRegion }) => homeRegion === call.region || (shadows && isMultiRegion),
  );

const moment = (name: string, atMs: number | undefined) =>
  atMs === undefined ? {} : { [name]: new Date(atMs) };
const momentText = (atMs: number | undefined): string =>
  atMs === undefined ? '' : `${new Date(atMs).toISOString().slice(0, 19)}Z`;

export const trails: Operations<CloudTrail, State> = {
  /** A new trail does not log until it is told to. */
  createTrail({ Name, TagsList = [], ...settings }, call) {
    refuseSettings(call, 'CreateTrail', settings);
    checkName(Name);
    const { accountId, region, partition } = call;
    const key = keyOf(region, Name);
    if (call.state.trails.has(key)) throw trailExists(Name, accountId);
    const own = [...call.state.trails.values()].filter(({ homeRegion }) => homeRegion === region);
    if (own.length >= trailsMax) throw tooManyTrails(accountId, region);
    const blank: Trail = {
      name: Name,
      arn: `arn:${partition}:cloudtrail:${region}:${accountId}:trail/${Name}`,
      homeRegion: region,
      bucket: settings.S3BucketName,
      includesGlobal: true,
      isMultiRegion: false,
      selectors: [everyManagementEvent],
      advanced: [],
      isCustom: false,
      isLogging: false,
      tags: Object.fromEntries(TagsList.map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
    };
    const trail = withSettings(blank, settings);
    checkBucket(call, trail);
    checkTopic(call, trail, settings.SnsTopicName);
    call.state.trails.set(key, trail);
    return settingsOutput(call, trail);
  },

  updateTrail({ Name, ...settings }, call) {
    refuseSettings(call, 'UpdateTrail', settings);
    const trail = withSettings(trailAtHome(call, Name), settings);
    checkBucket(call, trail);
    checkTopic(call, trail, settings.SnsTopicName);
    call.state.trails.set(trailKey(trail), trail);
    return settingsOutput(call, trail);
  },

  deleteTrail({ Name }, call) {
    const trail = trailAtHome(call, Name);
    call.state.trails.delete(trailKey(trail));
    return {};
  },

  getTrail: ({ Name }, call) => ({ Trail: trailOutput(call, trailAt(call, Name)) }),

  /** Names that no trail has are left out. */
  describeTrails({ trailNameList = [], includeShadowTrails = true }, call) {
    const found =
      trailNameList.length === 0
        ? visibleTrails(call, includeShadowTrails)
        : trailNameList.flatMap((name) => findTrail(call, name) ?? []);
    return { trailList: found.map((trail) => trailOutput(call, trail)) };
  },

  listTrails: (_input, call) => ({
    Trails: [...call.state.trails.values()].map(({ name, arn, homeRegion }) => ({
      TrailARN: arn,
      Name: name,
      HomeRegion: homeRegion,
    })),
  }),

  startLogging({ Name }, call) {
    const trail = trailAtHome(call, Name);
    call.state.trails.set(trailKey(trail), { ...trail, isLogging: true, startedAtMs: call.nowMs });
    return {};
  },

  stopLogging({ Name }, call) {
    const trail = trailAtHome(call, Name);
    call.state.trails.set(trailKey(trail), { ...trail, isLogging: false, stoppedAtMs: call.nowMs });
    return {};
  },

  getTrailStatus({ Name }, call) {
    const { isLogging, startedAtMs, stoppedAtMs, deliveredAtMs, attemptedAtMs, notifiedAtMs, deliveryError } =
      trailByArn(call, Name);
    return {
      IsLogging: isLogging,
      ...(deliveryError === undefined ? {} : { LatestDeliveryError: deliveryError }),
      ...moment('LatestDeliveryTime', deliveredAtMs),
      ...moment('StartLoggingTime', startedAtMs),
      ...moment('StopLoggingTime', stoppedAtMs),
      LatestDeliveryAttemptTime: momentText(attemptedAtMs),
      LatestDeliveryAttemptSucceeded: momentText(deliveredAtMs),
      ...moment('LatestNotificationTime', notifiedAtMs),
      LatestNotificationAttemptTime: momentText(notifiedAtMs),
      LatestNotificationAttemptSucceeded: momentText(notifiedAtMs),
      TimeLoggingStarted: momentText(startedAtMs),
      TimeLoggingStopped: momentText(stoppedAtMs),
    };
  },
};
