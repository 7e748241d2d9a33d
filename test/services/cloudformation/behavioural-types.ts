/** For each behavioural type: what it needs, what is fixed, how each property changes, and what replaces it. */

export interface TypeCase {
  type: string;
  /** Resources that it refers to. */
  needs?: string;
  /** Properties that stay. */
  fixed?: string;
  /** By property: the value before (none where it is '') and the value after. */
  changes: Record<string, [before: string, after: string]>;
  /** Properties that are not changed here one at a time, and why. */
  left?: Record<string, string>;
  /** A property that replaces the resource, with two values; none where the type has no such property. */
  replaces?: [name: string, before: string, after: string];
}

const allow = (action: string, principal = ''): string =>
  `{Version: '2012-10-17', Statement: [{Effect: Allow,${principal} Action: '${action}', Resource: '*'}]}`;
const assume = (service: string): string =>
  `{Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: ${service}.amazonaws.com}, Action: 'sts:AssumeRole'}]}`;
const role = `  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: ${assume('lambda')}}}
  Other: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: ${assume('lambda')}}}
`;
const people = `  Ann: {Type: AWS::IAM::User}
  Bob: {Type: AWS::IAM::User}
  People: {Type: AWS::IAM::Group}
  Others: {Type: AWS::IAM::Group}
`;
const managed = `  One: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: ${allow('s3:*')}}}
  Two: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: ${allow('sqs:*')}}}
`;
const code = (text: string): string => `{ZipFile: 'exports.handler = async () => ${text};'}`;
const fn = `${role}  Code: {Type: AWS::Lambda::Function, Properties: {Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn, Code: ${code('1')}}}
`;
const log = '  Log: {Type: AWS::Logs::LogGroup}\n  Log2: {Type: AWS::Logs::LogGroup}\n';
const queues = '  Work: {Type: AWS::SQS::Queue}\n  Work2: {Type: AWS::SQS::Queue}\n';
const bucket = '  Files: {Type: AWS::S3::Bucket}\n';
const topics = '  News: {Type: AWS::SNS::Topic}\n  News2: {Type: AWS::SNS::Topic}\n';
const policies = (first: string, second: string): string =>
  `[{PolicyName: '${first}', PolicyDocument: ${allow(second)}}]`;

const alarmCommon: TypeCase['changes'] = {
  ActionsEnabled: ['true', 'false'],
  AlarmActions: ['[!Ref News]', '[!Ref News2]'],
  AlarmDescription: ['first', 'second'],
  InsufficientDataActions: ['[!Ref News]', '[]'],
  OKActions: ['[]', '[!Ref News]'],
};

const documented = (type: string, principal: string): Pick<TypeCase, 'changes'> => ({
  changes: { PolicyDocument: [allow(`${type}:Get*`, principal), allow(`${type}:List*`, principal)] },
});

export const cases: readonly TypeCase[] = [
  {
    type: 'AWS::SQS::Queue',
    needs: `${queues}  Key: {Type: AWS::KMS::Key}\n`,
    changes: {
      DelaySeconds: ['', '5'],
      KmsDataKeyReusePeriodSeconds: ['300', '600'],
      KmsMasterKeyId: ['alias/aws/sqs', '!Ref Key'],
      MaximumMessageSize: ['1024', '2048'],
      MessageRetentionPeriod: ['60', '120'],
      ReceiveMessageWaitTimeSeconds: ['1', '2'],
      RedriveAllowPolicy: ['', '{redrivePermission: denyAll}'],
      RedrivePolicy: ['', '{deadLetterTargetArn: !GetAtt Work.Arn, maxReceiveCount: 3}'],
      VisibilityTimeout: ['30', '60'],
    },
    left: {
      ContentBasedDeduplication: 'of FIFO queues, below',
      DeduplicationScope: 'of FIFO queues, below',
      FifoThroughputLimit: 'of FIFO queues, below',
      SqsManagedSseEnabled: 'goes with a key the other way round',
    },
    replaces: ['QueueName', 'first', 'second'],
  },
  {
    type: 'AWS::SQS::Queue',
    fixed: 'FifoQueue: true',
    changes: {
      ContentBasedDeduplication: ['false', 'true'],
      DeduplicationScope: ['queue', 'messageGroup'],
      FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
      SqsManagedSseEnabled: ['true', 'false'],
    },
    replaces: ['QueueName', 'first.fifo', 'second.fifo'],
  },
  {
    type: 'AWS::SQS::QueuePolicy',
    needs: queues,
    fixed: '',
    changes: {
      PolicyDocument: [allow('sqs:SendMessage', " Principal: '*',"), allow('sqs:*', " Principal: '*',")],
      Queues: ['[!Ref Work]', '[!Ref Work2]'],
    },
  },
  {
    type: 'AWS::SNS::Topic',
    needs: queues,
    changes: {
      DisplayName: ['First', 'Second'],
      KmsMasterKeyId: ['', 'alias/aws/sns'],
      SignatureVersion: ['"1"', '"2"'],
      TracingConfig: ['PassThrough', 'Active'],
      Subscription: [
        '[{Protocol: sqs, Endpoint: !GetAtt Work.Arn}]',
        '[{Protocol: sqs, Endpoint: !GetAtt Work2.Arn}]',
      ],
    },
    left: { ContentBasedDeduplication: 'of FIFO topics', FifoThroughputScope: 'of FIFO topics' },
    replaces: ['TopicName', 'first', 'second'],
  },
  {
    type: 'AWS::SNS::Subscription',
    needs: `${topics}${queues}`,
    fixed: 'Protocol: sqs, Endpoint: !GetAtt Work.Arn',
    changes: {
      FilterPolicy: ['{a: [b]}', '{a: [c]}'],
      FilterPolicyScope: ['MessageAttributes', 'MessageBody'],
      RawMessageDelivery: ['false', 'true'],
      RedrivePolicy: ['', '{deadLetterTargetArn: !GetAtt Work2.Arn}'],
    },
    left: {
      DeliveryPolicy: 'of HTTP endpoints',
      SubscriptionRoleArn: 'of Firehose',
      Region: 'not emulated',
    },
    replaces: ['TopicArn', '!Ref News', '!Ref News2'],
  },
  {
    type: 'AWS::SNS::TopicPolicy',
    needs: topics,
    changes: {
      PolicyDocument: [
        allow('sns:Publish', " Principal: '*',").replace("'*'}", '!Ref News}'),
        allow('sns:Subscribe', " Principal: '*',").replace("'*'}", '!Ref News}'),
      ],
      Topics: ['[!Ref News]', '[!Ref News2]'],
    },
  },
  {
    type: 'AWS::CloudWatch::Alarm',
    needs: topics,
    changes: {
      ...alarmCommon,
      ComparisonOperator: ['GreaterThanThreshold', 'LessThanThreshold'],
      DatapointsToAlarm: ['1', '2'],
      Dimensions: ['[{Name: a, Value: b}]', '[{Name: a, Value: c}]'],
      EvaluationPeriods: ['3', '4'],
      MetricName: ['Errors', 'Faults'],
      Namespace: ['Shop', 'Store'],
      Period: ['60', '120'],
      Statistic: ['Sum', 'Average'],
      Threshold: ['1', '2.5'],
      TreatMissingData: ['missing', 'breaching'],
      Unit: ['Count', 'Seconds'],
    },
    left: {
      EvaluateLowSampleCountPercentile: 'of percentiles',
      ExtendedStatistic: 'in place of Statistic',
      Metrics: 'in place of a metric',
    },
    replaces: ['AlarmName', 'first', 'second'],
  },
  {
    type: 'AWS::CloudWatch::CompositeAlarm',
    needs: `${topics}  Plain: {Type: AWS::CloudWatch::Alarm, Properties: {AlarmName: plain, Namespace: Shop, MetricName: Errors, Statistic: Sum, Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanThreshold}}\n`,
    changes: { ...alarmCommon, AlarmRule: ['!Sub "ALARM(${Plain})"', '!Sub "OK(${Plain})"'] },
    replaces: ['AlarmName', 'first', 'second'],
  },
  {
    type: 'AWS::CloudWatch::Dashboard',
    changes: { DashboardBody: [`'{"widgets":[]}'`, `'{"widgets":[],"start":"-PT1H"}'`] },
    replaces: ['DashboardName', 'first', 'second'],
  },
  {
    type: 'AWS::IAM::Role',
    needs: managed,
    changes: {
      AssumeRolePolicyDocument: [assume('lambda'), assume('ec2')],
      Description: ['first', 'second'],
      ManagedPolicyArns: ['[!Ref One]', '[!Ref Two]'],
      MaxSessionDuration: ['3600', '7200'],
      Policies: [policies('own', 's3:*'), policies('own', 'sqs:*')],
    },
    left: { PermissionsBoundary: 'test/services/iam/resources.test.ts' },
    replaces: ['RoleName', 'first', 'second'],
  },
  {
    type: 'AWS::IAM::User',
    needs: `${managed}  People: {Type: AWS::IAM::Group}\n`,
    changes: {
      Groups: ['', '[!Ref People]'],
      ManagedPolicyArns: ['[!Ref One]', '[!Ref Two]'],
      PermissionsBoundary: ['!Ref One', '!Ref Two'],
      Policies: [policies('own', 's3:*'), policies('other', 's3:*')],
    },
    replaces: ['UserName', 'first', 'second'],
  },
  {
    type: 'AWS::IAM::Group',
    needs: managed,
    changes: {
      ManagedPolicyArns: ['[!Ref One]', '[!Ref Two]'],
      Policies: [policies('own', 's3:*'), policies('own', 'sqs:*')],
    },
    replaces: ['GroupName', 'first', 'second'],
  },
  {
    type: 'AWS::IAM::ManagedPolicy',
    needs: `${role}${people}`,
    changes: {
      Groups: ['[!Ref People]', '[!Ref Others]'],
      PolicyDocument: [allow('s3:*'), allow('sqs:*')],
      Roles: ['[!Ref Role]', '[!Ref Other]'],
      Users: ['[!Ref Ann]', '[!Ref Bob]'],
    },
    replaces: ['ManagedPolicyName', 'first', 'second'],
  },
  {
    type: 'AWS::IAM::Policy',
    needs: `${role}${people}`,
    changes: {
      Groups: ['[!Ref People]', '[!Ref Others]'],
      PolicyDocument: [allow('s3:*'), allow('sqs:*')],
      PolicyName: ['first', 'second'],
      Roles: ['[!Ref Role]', '[!Ref Other]'],
      Users: ['[!Ref Ann]', '[!Ref Bob]'],
    },
  },
  {
    type: 'AWS::IAM::RolePolicy',
    needs: role,
    fixed: 'RoleName: !Ref Role',
    ...documented('s3', ''),
    replaces: ['PolicyName', 'first', 'second'],
  },
  {
    type: 'AWS::IAM::UserPolicy',
    needs: people,
    fixed: 'UserName: !Ref Ann',
    ...documented('s3', ''),
    replaces: ['PolicyName', 'first', 'second'],
  },
  {
    type: 'AWS::IAM::GroupPolicy',
    needs: people,
    fixed: 'GroupName: !Ref People',
    ...documented('s3', ''),
    replaces: ['PolicyName', 'first', 'second'],
  },
  {
    type: 'AWS::IAM::InstanceProfile',
    needs: role,
    changes: { Roles: ['[!Ref Role]', '[!Ref Other]'] },
    replaces: ['InstanceProfileName', 'first', 'second'],
  },
  {
    type: 'AWS::IAM::AccessKey',
    needs: people,
    fixed: 'UserName: !Ref Ann',
    changes: { Status: ['Active', 'Inactive'] },
    replaces: ['Serial', '1', '2'],
  },
  {
    type: 'AWS::KMS::Alias',
    needs: '  Key: {Type: AWS::KMS::Key}\n  Key2: {Type: AWS::KMS::Key}\n',
    changes: { TargetKeyId: ['!Ref Key', '!Ref Key2'] },
    replaces: ['AliasName', 'alias/first', 'alias/second'],
  },
  {
    type: 'AWS::KMS::Key',
    changes: {
      Description: ['first', 'second'],
      EnableKeyRotation: ['false', 'true'],
      KeyPolicy: [
        allow('kms:*', " Principal: {AWS: 'arn:aws:iam::000000000000:root'},"),
        allow('kms:*', " Principal: {AWS: 'arn:aws:iam::000000000000:root'}, Sid: again,"),
      ],
      PendingWindowInDays: ['7', '8'],
      Enabled: ['true', 'false'],
    },
    left: {
      BypassPolicyLockoutSafetyCheck: 'goes with a policy',
      RotationPeriodInDays: 'goes with rotation',
      KeySpec: 'can not be changed',
      KeyUsage: 'can not be changed',
      MultiRegion: 'can not be changed',
      Origin: 'can not be changed',
    },
  },
  {
    type: 'AWS::SSM::Parameter',
    changes: {
      AllowedPattern: ['".*"', '".+"'],
      Description: ['first', 'second'],
      Tier: ['Standard', 'Advanced'],
      Value: ['one', 'two'],
    },
    fixed: 'Type: String',
    left: {
      DataType: 'text alone is emulated',
      Policies: 'test/services/ssm',
      Type: 'goes with the value',
    },
    replaces: ['Name', '/first', '/second'],
  },
  {
    type: 'AWS::SecretsManager::Secret',
    changes: {
      Description: ['first', 'second'],
      KmsKeyId: ['alias/aws/secretsmanager', '!Ref Key'],
      SecretString: ['one', 'two'],
    },
    needs: '  Key: {Type: AWS::KMS::Key}\n',
    left: { GenerateSecretString: 'in place of SecretString' },
    replaces: ['Name', 'first', 'second'],
  },
  {
    type: 'AWS::SecretsManager::ResourcePolicy',
    needs: '  Word: {Type: AWS::SecretsManager::Secret}\n  Word2: {Type: AWS::SecretsManager::Secret}\n',
    changes: {
      BlockPublicPolicy: ['false', 'true'],
      ResourcePolicy: [
        allow('secretsmanager:GetSecretValue', " Principal: {AWS: 'arn:aws:iam::000000000000:root'},"),
        allow('secretsmanager:*', " Principal: {AWS: 'arn:aws:iam::000000000000:root'},"),
      ],
    },
    replaces: ['SecretId', '!Ref Word', '!Ref Word2'],
  },
  {
    type: 'AWS::Events::Rule',
    needs: queues,
    changes: {
      Description: ['first', 'second'],
      ScheduleExpression: ['rate(1 day)', 'rate(2 days)'],
      State: ['ENABLED', 'DISABLED'],
      Targets: ['[{Id: a, Arn: !GetAtt Work.Arn}]', '[{Id: b, Arn: !GetAtt Work2.Arn}]'],
    },
    left: { EventPattern: 'test/services/events/resources.test.ts', RoleArn: 'of other targets' },
    replaces: ['Name', 'first', 'second'],
  },
  {
    type: 'AWS::Logs::LogGroup',
    changes: { RetentionInDays: ['7', '14'] },
    left: { KmsKeyId: 'test/services/logs', LogGroupClass: 'STANDARD alone is emulated' },
    replaces: ['LogGroupName', 'first', 'second'],
  },
  {
    type: 'AWS::Logs::LogStream',
    needs: log,
    changes: {},
    fixed: 'LogGroupName: !Ref Log',
    replaces: ['LogStreamName', 'first', 'second'],
  },
  {
    type: 'AWS::Logs::MetricFilter',
    needs: log,
    fixed: 'LogGroupName: !Ref Log',
    changes: {
      FilterPattern: ['ERROR', 'FATAL'],
      MetricTransformations: [
        "[{MetricName: A, MetricNamespace: Shop, MetricValue: '1'}]",
        "[{MetricName: B, MetricNamespace: Shop, MetricValue: '1'}]",
      ],
    },
    replaces: ['FilterName', 'first', 'second'],
  },
  {
    type: 'AWS::Logs::ResourcePolicy',
    changes: {
      PolicyDocument: [
        `!Sub '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"es.amazonaws.com"},"Action":"logs:CreateLogStream","Resource":"*"}]}'`,
        `!Sub '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"es.amazonaws.com"},"Action":"logs:PutLogEvents","Resource":"*"}]}'`,
      ],
    },
    replaces: ['PolicyName', 'first', 'second'],
  },
  {
    type: 'AWS::S3::Bucket',
    needs: bucket,
    changes: {
      BucketEncryption: [
        '{ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: AES256}}]}',
        "{ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: 'aws:kms'}}]}",
      ],
      CorsConfiguration: [
        "{CorsRules: [{AllowedMethods: [GET], AllowedOrigins: ['*']}]}",
        "{CorsRules: [{AllowedMethods: [PUT], AllowedOrigins: ['*']}]}",
      ],
      LifecycleConfiguration: [
        '{Rules: [{Id: a, Status: Enabled, ExpirationInDays: 3}]}',
        '{Rules: [{Id: a, Status: Enabled, ExpirationInDays: 4}]}',
      ],
      OwnershipControls: [
        '{Rules: [{ObjectOwnership: BucketOwnerEnforced}]}',
        '{Rules: [{ObjectOwnership: BucketOwnerPreferred}]}',
      ],
      PublicAccessBlockConfiguration: ['{BlockPublicAcls: true}', '{BlockPublicAcls: false}'],
      VersioningConfiguration: ['{Status: Suspended}', '{Status: Enabled}'],
      WebsiteConfiguration: ['{IndexDocument: a.html}', '{IndexDocument: b.html}'],
    },
    left: Object.fromEntries(
      [
        'AccelerateConfiguration',
        'AccessControl',
        'AnalyticsConfigurations',
        'IntelligentTieringConfigurations',
        'InventoryConfigurations',
        'LoggingConfiguration',
        'MetricsConfigurations',
        'NotificationConfiguration',
        'ObjectLockConfiguration',
        'ReplicationConfiguration',
      ].map((name) => [name, 'test/services/s3/resources.test.ts']),
    ),
    replaces: ['BucketName', 'first-bucket', 'second-bucket'],
  },
  {
    type: 'AWS::S3::BucketPolicy',
    needs: `${bucket}  Files2: {Type: AWS::S3::Bucket}\n`,
    changes: {
      PolicyDocument: [
        "{Version: '2012-10-17', Statement: [{Effect: Deny, Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::*/*'}]}".replace(
          "'arn:aws:s3:::*/*'",
          '!Sub "${Files.Arn}/*"',
        ),
        '{Version: "2012-10-17", Statement: [{Effect: Deny, Principal: "*", Action: "s3:PutObject", Resource: !Sub "${Files.Arn}/*"}]}',
      ],
    },
    fixed: 'Bucket: !Ref Files',
  },
  {
    type: 'AWS::DynamoDB::Table',
    fixed:
      'AttributeDefinitions: [{AttributeName: id, AttributeType: S}], KeySchema: [{AttributeName: id, KeyType: HASH}]',
    changes: {
      ProvisionedThroughput: [
        '{ReadCapacityUnits: 1, WriteCapacityUnits: 1}',
        '{ReadCapacityUnits: 2, WriteCapacityUnits: 1}',
      ],
      DeletionProtectionEnabled: ['true', 'false'],
      PointInTimeRecoverySpecification: [
        '{PointInTimeRecoveryEnabled: false}',
        '{PointInTimeRecoveryEnabled: true}',
      ],
      TableClass: ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'],
      TimeToLiveSpecification: ['', '{AttributeName: until, Enabled: true}'],
    },
    left: Object.fromEntries(
      [
        'AttributeDefinitions',
        'BillingMode',
        'GlobalSecondaryIndexes',
        'OnDemandThroughput',
        'ResourcePolicy',
        'SSESpecification',
        'StreamSpecification',
        'WarmThroughput',
      ].map((name) => [name, 'test/services/dynamodb/resources.test.ts']),
    ),
    replaces: ['TableName', 'first', 'second'],
  },
  {
    type: 'AWS::Lambda::Function',
    needs: `${role}${queues}`,
    changes: {
      Architectures: ['[x86_64]', '[arm64]'],
      Code: [code('1'), code('2')],
      Description: ['first', 'second'],
      Environment: ['{Variables: {FIRST: one}}', '{Variables: {FIRST: two}}'],
      EphemeralStorage: ['{Size: 512}', '{Size: 1024}'],
      Handler: ['index.handler', 'index.other'],
      LoggingConfig: ['{LogFormat: Text}', '{LogFormat: JSON}'],
      MemorySize: ['128', '256'],
      ReservedConcurrentExecutions: ['1', '2'],
      Role: ['!GetAtt Role.Arn', '!GetAtt Other.Arn'],
      Runtime: ['nodejs22.x', 'nodejs24.x'],
      Timeout: ['3', '4'],
      TracingConfig: ['{Mode: PassThrough}', '{Mode: Active}'],
    },
    left: {
      DeadLetterConfig: 'test/services/lambda/resources.test.ts',
      Layers: 'test/services/lambda/resources.test.ts',
      VpcConfig: 'has no behaviour',
    },
    replaces: ['FunctionName', 'first', 'second'],
  },
  {
    type: 'AWS::Lambda::Permission',
    needs: fn,
    changes: {},
    fixed: 'FunctionName: !Ref Code, Action: "lambda:InvokeFunction"',
    replaces: ['Principal', 's3.amazonaws.com', 'sns.amazonaws.com'],
  },
  {
    type: 'AWS::Lambda::Version',
    needs: fn,
    changes: {},
    // Another version comes of other code alone.
    fixed: 'FunctionName: !Ref Code',
  },
  {
    type: 'AWS::Lambda::Alias',
    needs: `${fn}  V: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Code}}\n`,
    fixed: 'FunctionName: !Ref Code',
    changes: { Description: ['first', 'second'], FunctionVersion: ['$LATEST', '!GetAtt V.Version'] },
    left: {
      ProvisionedConcurrencyConfig: 'test/services/lambda',
      RoutingConfig: 'test/services/lambda',
    },
    replaces: ['Name', 'first', 'second'],
  },
  {
    type: 'AWS::Lambda::EventInvokeConfig',
    needs: `${fn}  Second: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Code, Name: second, FunctionVersion: $LATEST}}\n`,
    fixed: 'FunctionName: !Ref Code',
    changes: { MaximumEventAgeInSeconds: ['60', '120'], MaximumRetryAttempts: ['1', '2'] },
    left: { DestinationConfig: 'test/services/lambda/resources.test.ts' },
    replaces: ['Qualifier', '$LATEST', 'second'],
  },
  {
    type: 'AWS::XRay::Group',
    changes: {
      FilterExpression: ['fault = true', 'error = true'],
      InsightsConfiguration: ['{InsightsEnabled: false}', '{InsightsEnabled: true}'],
    },
    replaces: ['GroupName', 'first', 'second'],
  },
];
