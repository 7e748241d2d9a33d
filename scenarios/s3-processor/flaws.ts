import type { Flaw, Patch } from 'stormproof';

const folder = 'templates/s3-processor';

/** Takes a text out of the template, or puts another in its place. */
function template(find: string, replace = ''): Patch {
  return { file: `${folder}/template.yaml`, find, replace };
}

/** The same for a file of function code. */
function code(file: string, find: string, replace = ''): Patch {
  return { file: `${folder}/src/${file}`, find, replace };
}

/** An alarm that tells nobody is none. */
function silenced(metric: string): Patch {
  return template(
    `      MetricName: ${metric}\n`,
    `      MetricName: ${metric}\n      ActionsEnabled: false\n`,
  );
}

export const flaws: readonly Flaw[] = [
  {
    id: 'P1',
    title: 'a runtime that Lambda takes no more',
    patches: [template('      Runtime: !Ref Runtime\n', '      Runtime: nodejs14.x\n')],
  },
  {
    id: 'P2',
    title: 'no retry when the table throttles: the error is caught and logged, and the event is done',
    patches: [code('handler.mjs', '  if (failure !== undefined) throw failure;\n')],
  },
  {
    id: 'P2-no-retry',
    title: 'no retry when the table throttles: neither by the client nor by Lambda, and no dead-letter queue',
    patches: [
      code('patience.mjs', '  maxAttempts: 4,\n', '  maxAttempts: 1,\n'),
      code('patience.mjs', 'longestWaitMs = 4_000;', 'longestWaitMs = 0;'),
      template('      MaximumRetryAttempts: 2\n', '      MaximumRetryAttempts: 0\n'),
      template('      DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn }\n'),
    ],
  },
  {
    id: 'P3',
    title: 'permissions for logs with wildcards',
    patches: [
      template(
        '                Action: [logs:CreateLogStream, logs:PutLogEvents]\n                Resource: !GetAtt ProcessorLogs.Arn\n',
        "                Action: logs:*\n                Resource: '*'\n",
      ),
    ],
  },
  {
    id: 'P5',
    title: 'no dead-letter queue: failed events vanish',
    patches: [template('      DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn }\n')],
  },
  {
    id: 'P6',
    title: "no key of the system's own on the table",
    patches: [
      template(
        '      SSESpecification: { SSEEnabled: true, SSEType: KMS, KMSMasterKeyId: !GetAtt DataKey.Arn }\n',
      ),
    ],
  },
  {
    id: 'P7',
    title: 'no bound on concurrency',
    patches: [template('      ReservedConcurrentExecutions: !FindInMap [Stages, !Ref Stage, Concurrency]\n')],
  },
  {
    id: 'P8',
    title: 'provisioned capacity that stays as it is',
    patches: [
      template(`  WriteCapacity:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Condition: IsProvisioned
    Properties:
      ServiceNamespace: dynamodb
      ScalableDimension: dynamodb:table:WriteCapacityUnits
      ResourceId: !Sub table/\${Records}
      MinCapacity: !FindInMap [Stages, !Ref Stage, MinUnits]
      MaxCapacity: !FindInMap [Stages, !Ref Stage, MaxUnits]
`),
      template(`  WriteCapacityFollowsUse:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Condition: IsProvisioned
    Properties:
      PolicyName: write-capacity-follows-use
      PolicyType: TargetTrackingScaling
      ScalingTargetId: !Ref WriteCapacity
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 70
        PredefinedMetricSpecification: { PredefinedMetricType: DynamoDBWriteCapacityUtilization }
`),
    ],
  },
  {
    id: 'P10',
    title: 'no alarms for errors, duration, throttles and table throttles',
    patches: ['Errors', 'Duration', 'Throttles', 'WriteThrottleEvents'].map(silenced),
  },
  {
    id: 'P11',
    title: 'a time-out that is too short',
    patches: [
      template(
        '{ TimeoutSeconds: 60, SlowMilliseconds: 48000 }',
        '{ TimeoutSeconds: 3, SlowMilliseconds: 2400 }',
      ),
    ],
  },
  {
    id: 'P12',
    title: 'no tracing',
    patches: [template('      TracingConfig: { Mode: Active }\n')],
  },
  {
    id: 'P13',
    title: 'duplicate S3 events make duplicate records',
    patches: [code('records.mjs', "    ConditionExpression: 'attribute_not_exists(id)',\n")],
  },
  {
    id: 'P14',
    title: 'no check of what is in an object',
    patches: [
      code(
        'uploads.mjs',
        '  if (size > maxBytes) throw new Rejection(`${size} bytes are more than ${maxBytes}`);\n',
      ),
      code(
        'uploads.mjs',
        "  if (ContentType !== 'application/json')\n    throw new Rejection(`its type is ${ContentType}, not application/json`);\n",
      ),
      code('uploads.mjs', "  if (text === '') throw new Rejection('it is empty');\n"),
      code(
        'uploads.mjs',
        "    throw new Rejection('it is no JSON');\n",
        "    throw new SyntaxError('it is no JSON');\n",
      ),
    ],
  },
  {
    id: 'P15',
    title: 'no point-in-time recovery',
    patches: [template('      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }\n')],
  },
  {
    id: 'P16',
    title: 'a hard-coded name',
    patches: [
      template('      BillingMode: !If', '      TableName: s3-processor-records\n      BillingMode: !If'),
    ],
  },
  {
    id: 'P17',
    title: 'events are taken for what they should be',
    patches: [
      code(
        'uploads.mjs',
        '  const told = Array.isArray(event?.Records) ? event.Records : [event];\n',
        '  const told = Array.isArray(event?.Records) ? event.Records : [];\n',
      ),
      code(
        'uploads.mjs',
        '  const { bucket, object } = entry?.s3 ?? {};\n',
        '  const { bucket, object } = entry.s3;\n',
      ),
    ],
  },
  {
    id: 'P18',
    title: 'errors are logged without what they are about',
    patches: [
      code(
        'handler.mjs',
        "log('ERROR', 'not processed', { requestId, ...upload, cause });",
        "console.error('not processed');",
      ),
    ],
  },
  {
    id: 'P25',
    title: 'no versions of objects: what is deleted is gone',
    patches: [
      template('      VersioningConfiguration: { Status: Enabled }\n'),
      template('            Action: s3:GetObjectVersion\n', '            Action: s3:GetObject\n'),
    ],
  },
  {
    id: 'no-object-retention',
    title: 'uploads are kept for ever',
    patches: [
      template(
        '          - Id: expire-uploads\n            Status: Enabled\n            ExpirationInDays: !FindInMap [Stages, !Ref Stage, UploadDays]\n',
      ),
    ],
  },
  {
    id: 'no-version-retention',
    title: 'former versions are kept for ever',
    patches: [
      template(
        '          - Id: expire-former-versions\n            Status: Enabled\n            NoncurrentVersionExpiration: { NoncurrentDays: 7 }\n',
      ),
    ],
  },
  {
    id: 'no-log-retention',
    title: 'logs are kept for ever',
    patches: [template('      RetentionInDays: !FindInMap [Stages, !Ref Stage, LogDays]\n')],
  },
  {
    id: 'no-record-retention',
    title: 'records are kept for ever',
    patches: [template('      TimeToLiveSpecification: { AttributeName: expiresAt, Enabled: true }\n')],
  },
  {
    id: 'no-dead-letter-retention',
    title: 'dead letters are kept for four days only, which is what SQS does unless told otherwise',
    patches: [template('      MessageRetentionPeriod: 1209600\n')],
  },
];
