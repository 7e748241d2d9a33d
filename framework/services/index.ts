import type { Service } from '../cloud/service';
import { applicationAutoScaling } from './application-autoscaling';
import { cloudformation } from './cloudformation';
import { cloudtrail } from './cloudtrail';
import { cloudwatch } from './cloudwatch';
import { dynamodb } from './dynamodb';
import { events } from './events';
import { iam } from './iam';
import { kms } from './kms';
import { lambda } from './lambda';
import { logs } from './logs';
import { s3 } from './s3';
import { secretsmanager } from './secretsmanager';
import { sns } from './sns';
import { sqs } from './sqs';
import { ssm } from './ssm';
import { sts } from './sts';
import { xray } from './xray';

/** Every emulated service; sorted by name. */
export const services: readonly Service[] = [
  applicationAutoScaling,
  cloudformation,
  cloudtrail,
  cloudwatch,
  dynamodb,
  events,
  iam,
  kms,
  lambda,
  logs,
  s3,
  secretsmanager,
  sns,
  sqs,
  ssm,
  sts,
  xray,
];
