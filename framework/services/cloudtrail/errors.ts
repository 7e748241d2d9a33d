import { AwsError } from '../../cloud/service';

const error = (code: string, message: string): AwsError => new AwsError(code, message, { status: 400 });

export const unknownTrail = (name: string, accountId: string): AwsError =>
  error('TrailNotFoundException', `Unknown trail: ${name} for the user: ${accountId}`);

export const trailExists = (name: string, accountId: string): AwsError =>
  error('TrailAlreadyExistsException', `Trail ${name} already exists for customer: ${accountId}`);

export const tooManyTrails = (accountId: string, region: string): AwsError =>
  error('MaximumNumberOfTrailsExceededException', `User: ${accountId} already has 5 trails in ${region}.`);

export const invalidName = (message: string): AwsError => error('InvalidTrailNameException', message);

export const noBucket = (bucket: string): AwsError =>
  error('S3BucketDoesNotExistException', `S3 bucket ${bucket} does not exist!`);

export const bucketPolicy = (bucket: string): AwsError =>
  error(
    'InsufficientS3BucketPolicyException',
    `Incorrect S3 bucket policy is detected for bucket: ${bucket}`,
  );

export const topicPolicy = (): AwsError =>
  error('InsufficientSnsTopicPolicyException', 'SNS Topic does not exist or the topic policy is incorrect!');

export const insightsNotEnabled = (arn: string): AwsError =>
  error(
    'InsightNotEnabledException',
    `Trail ${arn} does not have Insights enabled. Edit the trail settings to enable Insights, and then try the ` +
      'operation again.',
  );

export const invalidCombination = (message: string): AwsError =>
  error('InvalidParameterCombinationException', message);

export const invalidSelectors = (message: string): AwsError =>
  error('InvalidEventSelectorsException', message);

export const invalidHomeRegion = (name: string, region: string): AwsError =>
  error('InvalidHomeRegionException', `The trail ${name} is managed in its home region ${region}`);

export const invalidLookup = (message: string): AwsError =>
  error('InvalidLookupAttributesException', message);

export const invalidTimeRange = (): AwsError =>
  error('InvalidTimeRangeException', 'End time cannot be before start time.');

export const invalidNextToken = (): AwsError => error('InvalidNextTokenException', 'Invalid nextToken.');

export const rateExceeded = (): AwsError => error('ThrottlingException', 'Rate exceeded');

export const resourceNotFound = (arn: string): AwsError =>
  error('ResourceNotFoundException', `Resource not found: ${arn}`);

export const tooManyTags = (): AwsError =>
  error('TagsLimitExceededException', 'The number of tags per trail has exceeded the permitted amount (50).');
