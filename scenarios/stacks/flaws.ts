import type { Flaw, Patch } from 'stormproof';

/** Takes a text out of the shop's template, or puts another in its place. */
function template(find: string, replace = ''): Patch {
  return { file: 'templates/stacks/shop/template.yaml', find, replace };
}

/** The same for its next version. */
function next(find: string, replace = ''): Patch {
  return { file: 'templates/stacks/shop/next.yaml', find, replace };
}

const ledger = '  Ledger:\n    Type: AWS::DynamoDB::Table\n';
const uploads = `  Uploads:
    Type: AWS::S3::Bucket
    # S3 asks the function when it is told to notify it, so the permission must be there already.
    DependsOn: UploadsMayInvoke
`;

export const flaws: readonly Flaw[] = [
  {
    id: 'I15',
    title: 'the function does not wait for what its role may do',
    patches: [template('    DependsOn: MayProcess\n')],
  },
  {
    id: 'S1',
    title: 'the bucket does not wait for the permission to invoke what it notifies',
    patches: [template('    DependsOn: UploadsMayInvoke\n')],
  },
  {
    id: 'S2',
    title: 'the permission names the bucket that waits for it',
    patches: [
      template('      SourceAccount: !Ref AWS::AccountId\n', '      SourceArn: !GetAtt Uploads.Arn\n'),
    ],
  },
  {
    id: 'S15',
    title: 'the ledger is kept when the creation of its stack fails: each attempt leaves one',
    patches: [
      template(
        `${ledger}    DeletionPolicy: RetainExceptOnCreate\n`,
        `${ledger}    DeletionPolicy: Retain\n`,
      ),
    ],
  },
  {
    id: 'I17',
    title: 'the ledger is protected against deletion, so that no failed creation can be taken back',
    patches: [
      template(
        '      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }\n',
        '      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }\n      DeletionProtectionEnabled: true\n',
      ),
    ],
  },
  {
    id: 'I17-locked-bucket',
    title: 'the next version locks the bucket, so that its configuration can’t be restored',
    patches: [
      next(
        '        Statement:\n          - Sid: TlsOnly\n',
        `        Statement:
          - Sid: NobodyChangesIt
            Effect: Deny
            Principal: '*'
            Action: [s3:PutBucketVersioning, s3:PutBucketTagging]
            Resource: !GetAtt Uploads.Arn
          - Sid: TlsOnly
`,
      ),
    ],
  },
  {
    id: 'S16',
    title: 'a parameter that does not say what it wants',
    patches: [
      template('    ConstraintDescription: Stage is one word in lower-case letters, like test or prod.\n'),
    ],
  },
  {
    id: 'I18',
    title: 'the ledger goes with its stack',
    patches: [template(`${ledger}    DeletionPolicy: RetainExceptOnCreate\n`, ledger)],
  },
  {
    id: 'I18-replaced',
    title: 'the ledger goes when another takes its place',
    patches: [
      next(
        `${ledger}    DeletionPolicy: RetainExceptOnCreate\n    UpdateReplacePolicy: Retain\n`,
        `${ledger}    DeletionPolicy: RetainExceptOnCreate\n`,
      ),
    ],
  },
  {
    id: 'S14',
    title: 'no deletion policy for uploads: what is in there keeps the stack from going',
    patches: [template(`${uploads}    DeletionPolicy: RetainExceptOnCreate\n`, uploads)],
  },
  {
    id: 'hard-coded-name',
    title: 'a name of its own, which only one shop can have',
    patches: [
      template(
        '      MessageRetentionPeriod: 1209600\n',
        '      QueueName: dead\n      MessageRetentionPeriod: 1209600\n',
      ),
    ],
  },
];
