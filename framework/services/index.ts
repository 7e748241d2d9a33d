import type { Service } from '../cloud/service';
import { cloudformation } from './cloudformation';
import { cloudwatch } from './cloudwatch';
import { dynamodb } from './dynamodb';
import { iam } from './iam';
import { kms } from './kms';
import { lambda } from './lambda';
import { logs } from './logs';
import { s3 } from './s3';
import { sns } from './sns';
import { sqs } from './sqs';
import { sts } from './sts';

/** Every emulated service; sorted by name. */
export const services: readonly Service[] = [
  cloudformation,
  cloudwatch,
  dynamodb,
  iam,
  kms,
  lambda,
  logs,
  s3,
  sns,
  sqs,
  sts,
];
