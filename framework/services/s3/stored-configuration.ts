/** Configurations of a bucket that are checked, kept and given back, and change nothing here: that is reported. */
import type { S3 } from '@aws-sdk/client-s3';
import type { Input, Output } from '../../cloud/service';
import * as errors from './errors';
import { requireBucket } from './input';
import type { Bucket, Nothing, S3Call } from './state';
import { checkWebsite } from './configurations/website-form';

const corsMethods = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'];
const corsMaxRules = 100;

const store = (bucket: Bucket, call: S3Call): Nothing => {
  call.state.buckets.set(bucket.name, bucket);
  return {};
};

function putBucketCors(input: Input<S3, 'putBucketCors'>, call: S3Call): Nothing {
  const bucket = requireBucket(input, call);
  const rules = input.CORSConfiguration?.CORSRules;
  if (rules === undefined || rules.length === 0 || rules.length > corsMaxRules) throw errors.malformedXml();
  for (const { AllowedMethods: methods, AllowedOrigins: origins, AllowedHeaders: headers = [] } of rules) {
    if (methods === undefined || methods.length === 0 || origins === undefined || origins.length === 0) {
      throw errors.malformedXml();
    }
    const unknown = methods.find((each) => !corsMethods.includes(each));
    if (unknown !== undefined) {
      throw errors.invalidRequest(
        `Found unsupported HTTP method in CORS config. Unsupported method is ${unknown}`,
      );
    }
    checkWildcards('AllowedOrigin', origins);
    checkWildcards('AllowedHeader', headers);
  }
  return store({ ...bucket, cors: rules }, call);
}

function checkWildcards(member: string, values: readonly string[]): void {
  const bad = values.find((each) => each.split('*').length > 2);
  if (bad !== undefined) {
    throw errors.invalidRequest(`${member} "${bad}" can not have more than one wildcard.`);
  }
}

function getBucketCors(input: Input<S3, 'getBucketCors'>, call: S3Call): Output<S3, 'getBucketCors'> {
  const { name, cors } = requireBucket(input, call);
  if (cors === undefined) throw errors.noSuchCors(name);
  return { CORSRules: cors };
}

function deleteBucketCors(input: Input<S3, 'deleteBucketCors'>, call: S3Call): Nothing {
  const { cors: _, ...bucket } = requireBucket(input, call);
  return store(bucket, call);
}

function putBucketWebsite(input: Input<S3, 'putBucketWebsite'>, call: S3Call): Nothing {
  const bucket = requireBucket(input, call);
  const website = input.WebsiteConfiguration;
  if (website === undefined) throw errors.malformedXml();
  checkWebsite(website);
  return store({ ...bucket, website }, call);
}

function getBucketWebsite(
  input: Input<S3, 'getBucketWebsite'>,
  call: S3Call,
): Output<S3, 'getBucketWebsite'> {
  const { name, website } = requireBucket(input, call);
  if (website === undefined) throw errors.noSuchWebsite(name);
  return website;
}

function deleteBucketWebsite(input: Input<S3, 'deleteBucketWebsite'>, call: S3Call): Nothing {
  const { website: _, ...bucket } = requireBucket(input, call);
  return store(bucket, call);
}

/** A bucket that never was accelerated cannot be suspended: AWS takes that and keeps nothing. */
function putBucketAccelerateConfiguration(
  input: Input<S3, 'putBucketAccelerateConfiguration'>,
  call: S3Call,
): Nothing {
  const bucket = requireBucket(input, call);
  const status = input.AccelerateConfiguration?.Status;
  if (status !== 'Enabled' && status !== 'Suspended') throw errors.malformedXml();
  if (bucket.name.includes('.')) {
    throw errors.invalidRequest(
      'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names',
    );
  }
  if (status === 'Suspended' && bucket.acceleration === undefined) return {};
  call.modelledOnly('s3 bucket with AccelerateConfiguration');
  return store({ ...bucket, acceleration: status }, call);
}

function getBucketAccelerateConfiguration(
  input: Input<S3, 'getBucketAccelerateConfiguration'>,
  call: S3Call,
): Output<S3, 'getBucketAccelerateConfiguration'> {
  const { acceleration } = requireBucket(input, call);
  return acceleration === undefined ? {} : { Status: acceleration };
}

function putBucketRequestPayment(input: Input<S3, 'putBucketRequestPayment'>, call: S3Call): Nothing {
  const bucket = requireBucket(input, call);
  const payer = input.RequestPaymentConfiguration?.Payer;
  if (payer !== 'Requester' && payer !== 'BucketOwner') throw errors.malformedXml();
  if (payer === 'Requester') call.modelledOnly('s3 bucket whose requester pays');
  return store({ ...bucket, payer }, call);
}

function getBucketRequestPayment(
  input: Input<S3, 'getBucketRequestPayment'>,
  call: S3Call,
): Output<S3, 'getBucketRequestPayment'> {
  return { Payer: requireBucket(input, call).payer ?? 'BucketOwner' };
}

export const storedConfiguration = {
  putBucketCors,
  getBucketCors,
  deleteBucketCors,
  putBucketWebsite,
  getBucketWebsite,
  deleteBucketWebsite,
  putBucketAccelerateConfiguration,
  getBucketAccelerateConfiguration,
  putBucketRequestPayment,
  getBucketRequestPayment,
};
