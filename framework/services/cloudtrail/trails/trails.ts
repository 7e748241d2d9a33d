import type { CloudTrail, Trail as TrailOutput } from '@aws-sdk/client-cloudtrail';
import { AwsError, type Input, type Operations } from '../../../cloud/service';
import { bucketPolicy, invalidCombination, noBucket, tooManyTrails, trailExists } from '../errors';
import { keyOf, type State, type Trail, type TrailCall } from '../state';
import { asCloudTrail, folderOf } from './delivery';
import { checkName, findTrail, trailAt, trailAtHome, trailKey } from './find';
import { everyManagementEvent } from './selectors';

type Settings = Omit<Input<CloudTrail, 'updateTrail'>, 'Name'>;

const trailsMax = 5;

/** Settings that are not emulated would be ignored otherwise. */
function refuseSettings(call: TrailCall, operation: string, settings: Settings): void {
  const { CloudWatchLogsLogGroupArn, KmsKeyId, SnsTopicName, IsOrganizationTrail } = settings;
  const refused = { CloudWatchLogsLogGroupArn, KmsKeyId, SnsTopicName };
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
  const { S3BucketName, S3KeyPrefix, IncludeGlobalServiceEvents, IsMultiRegionTrail } = settings;
  const { prefix: formerPrefix, ...rest } = trail;
  const prefix = S3KeyPrefix ?? formerPrefix;
  const changed: Trail = {
    ...rest,
    bucket: S3BucketName ?? trail.bucket,
    ...(prefix === undefined || prefix === '' ? {} : { prefix }),
    includesGlobal: IncludeGlobalServiceEvents ?? trail.includesGlobal,
    isMultiRegion: IsMultiRegionTrail ?? trail.isMultiRegion,
  };
  if (changed.isMultiRegion && !changed.includesGlobal) {
    throw invalidCombination('Multi-Region trail must include global service events.');
  }
  return changed;
}

/** What both CreateTrail and UpdateTrail answer. */
const settingsOutput = (trail: Trail) => ({
  Name: trail.name,
  S3BucketName: trail.bucket,
  ...(trail.prefix === undefined ? {} : { S3KeyPrefix: trail.prefix }),
  IncludeGlobalServiceEvents: trail.includesGlobal,
  IsMultiRegionTrail: trail.isMultiRegion,
  TrailARN: trail.arn,
  LogFileValidationEnabled: false,
  IsOrganizationTrail: false,
});

const trailOutput = (trail: Trail): TrailOutput => ({
  ...settingsOutput(trail),
  HomeRegion: trail.homeRegion,
  HasCustomEventSelectors: trail.isCustom,
  HasInsightSelectors: false,
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
    call.state.trails.set(key, trail);
    return settingsOutput(trail);
  },

  updateTrail({ Name, ...settings }, call) {
    refuseSettings(call, 'UpdateTrail', settings);
    const trail = withSettings(trailAtHome(call, Name), settings);
    checkBucket(call, trail);
    call.state.trails.set(trailKey(trail), trail);
    return settingsOutput(trail);
  },

  deleteTrail({ Name }, call) {
    const trail = trailAtHome(call, Name);
    call.state.trails.delete(trailKey(trail));
    return {};
  },

  getTrail: ({ Name }, call) => ({ Trail: trailOutput(trailAt(call, Name)) }),

  /** Names that no trail has are left out. */
  describeTrails({ trailNameList = [], includeShadowTrails = true }, call) {
    const found =
      trailNameList.length === 0
        ? visibleTrails(call, includeShadowTrails)
        : trailNameList.flatMap((name) => findTrail(call, name) ?? []);
    return { trailList: found.map(trailOutput) };
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
    const { isLogging, startedAtMs, stoppedAtMs, deliveredAtMs, attemptedAtMs, deliveryError } = trailAt(
      call,
      Name,
    );
    return {
      IsLogging: isLogging,
      ...(deliveryError === undefined ? {} : { LatestDeliveryError: deliveryError }),
      ...moment('LatestDeliveryTime', deliveredAtMs),
      ...moment('StartLoggingTime', startedAtMs),
      ...moment('StopLoggingTime', stoppedAtMs),
      LatestDeliveryAttemptTime: momentText(attemptedAtMs),
      LatestDeliveryAttemptSucceeded: momentText(deliveredAtMs),
      LatestNotificationAttemptTime: '',
      LatestNotificationAttemptSucceeded: '',
      TimeLoggingStarted: momentText(startedAtMs),
      TimeLoggingStopped: momentText(stoppedAtMs),
    };
  },
};
