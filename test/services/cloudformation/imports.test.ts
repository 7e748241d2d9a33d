import type { ResourceToImport } from '@aws-sdk/client-cloudformation';
import type { TestCloud } from '../../test-cloud';
import { cloudOfThings, deployed, refusal } from './stack';

const template = (more = ''): string => `
Resources:
  First: {Type: AWS::SQS::Queue, Properties: {QueueName: first}}
${more}
`;
const files =
  '  Files: {Type: AWS::S3::Bucket, DeletionPolicy: Retain, Properties: {BucketName: files}}\nOutputs: {Arn: {Value: !GetAtt Files.Arn}}';
const wanted: ResourceToImport = {
  ResourceType: 'AWS::S3::Bucket',
  LogicalResourceId: 'Files',
  ResourceIdentifier: { BucketName: 'files' },
};

function imported(
  cloud: TestCloud,
  TemplateBody: string,
  ResourcesToImport = [wanted],
  StackName = 'shop',
): string {
  const cfn = cloud.ask('cloudformation');
  const { Id = '' } = cfn.createChangeSet({
    StackName,
    ChangeSetName: 'import',
    ChangeSetType: 'IMPORT',
    TemplateBody,
    ResourcesToImport,
  });
  cloud.settle();
  const { Status, StatusReason = '' } = cfn.describeChangeSet({ ChangeSetName: Id });
  if (Status === 'FAILED') return StatusReason;
  expect(cfn.describeChangeSet({ ChangeSetName: Id }).Changes).toMatchObject(
    ResourcesToImport.map(({ LogicalResourceId }) => ({
      ResourceChange: { Action: 'Import', LogicalResourceId },
    })),
  );
  cfn.executeChangeSet({ ChangeSetName: Id });
  cloud.settle();
  return cfn.describeStacks({ StackName }).Stacks?.[0]?.StackStatus ?? '';
}

function lines(cloud: TestCloud, StackName = 'shop'): string[] {
  const { StackEvents = [] } = cloud.ask('cloudformation').describeStackEvents({ StackName });
  return StackEvents.map(({ LogicalResourceId, ResourceStatus, ResourceStatusReason: reason = '' }) =>
    `${LogicalResourceId} ${ResourceStatus} ${reason}`.trim(),
  ).reverse();
}

test('a stack takes over a bucket that exists, with what is in it', () => {
  const { cloud } = deployed(template());
  cloud.ask('s3').createBucket({ Bucket: 'files' });
  cloud.ask('s3').putObject({ Bucket: 'files', Key: 'a', Body: Buffer.from('kept') });
  expect(imported(cloud, template(files))).toBe('IMPORT_COMPLETE');
  expect(lines(cloud).slice(-4)).toEqual([
    'shop IMPORT_IN_PROGRESS User Initiated',
    'Files IMPORT_IN_PROGRESS Resource import started.',
    'Files IMPORT_COMPLETE Resource import completed.',
    'shop IMPORT_COMPLETE',
  ]);
  const cfn = cloud.ask('cloudformation');
  expect(cfn.describeStacks({ StackName: 'shop' }).Stacks?.[0]?.Outputs).toEqual([
    { OutputKey: 'Arn', OutputValue: 'arn:aws:s3:::files' },
  ]);
  cfn.updateStack({
    StackName: 'shop',
    TemplateBody: template(files).replace(
      'BucketName: files',
      'BucketName: files, VersioningConfiguration: {Status: Enabled}',
    ),
  });
  cloud.settle();
  expect(cloud.ask('s3').getBucketVersioning({ Bucket: 'files' }).Status).toBe('Enabled');
  cfn.deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(cloud.ask('s3').listObjectsV2({ Bucket: 'files' }).KeyCount).toBe(1);
});

test('a stack can begin with an import', () => {
  const cloud = cloudOfThings();
  cloud.ask('s3').createBucket({ Bucket: 'files' });
  expect(imported(cloud, `Resources:\n${files}\n`)).toBe('IMPORT_COMPLETE');
});

test('what is not there, or belongs to another stack, takes the import back', () => {
  const { cloud } = deployed(template());
  cloud.ask('s3').createBucket({ Bucket: 'files' });
  const other = '  Gone: {Type: AWS::SQS::Queue, DeletionPolicy: Retain}\n';
  const gone: ResourceToImport = {
    ResourceType: 'AWS::SQS::Queue',
    LogicalResourceId: 'Gone',
    ResourceIdentifier: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/gone' },
  };
  expect(imported(cloud, template(files.replace('\n', `\n${other}`)), [wanted, gone])).toBe(
    'IMPORT_ROLLBACK_COMPLETE',
  );
  expect(lines(cloud).slice(-8)).toEqual([
    'Files IMPORT_IN_PROGRESS Resource import started.',
    'Files IMPORT_COMPLETE Resource import completed.',
    'Gone IMPORT_IN_PROGRESS Resource import started.',
    "Gone IMPORT_FAILED Resource of type 'AWS::SQS::Queue' with identifier 'https://sqs.us-east-1.amazonaws.com/000000000000/gone' was not found.",
    'shop IMPORT_ROLLBACK_IN_PROGRESS The following resource(s) failed to import: [Gone].',
    'Files IMPORT_ROLLBACK_IN_PROGRESS',
    'Files IMPORT_ROLLBACK_COMPLETE',
    'shop IMPORT_ROLLBACK_COMPLETE',
  ]);
  expect(cloud.ask('s3').listBuckets({}).Buckets).toHaveLength(1);
  expect(cloud.ask('cloudformation').getTemplate({ StackName: 'shop' }).TemplateBody).toBe(template());
  expect(imported(cloud, `Resources:\n${files}\n`, [wanted], 'owner')).toBe('IMPORT_COMPLETE');
  cloud.ask('cloudformation').deleteChangeSet({ StackName: 'shop', ChangeSetName: 'import' });
  expect(imported(cloud, template(files))).toBe('IMPORT_ROLLBACK_COMPLETE');
  expect(lines(cloud).find((line) => line.startsWith('Files IMPORT_FAILED'))).toMatch(
    /^Files IMPORT_FAILED files already exists in stack arn:.*stack\/owner\//,
  );
});

test('an import needs a DeletionPolicy and changes nothing else', () => {
  const { cloud } = deployed(template());
  const careless = template(files.replace('DeletionPolicy: Retain, ', ''));
  expect(refusal(() => imported(cloud, careless))).toBe(
    'ValidationError: Resources [Files] to import must have a DeletionPolicy attribute in the template.',
  );
  expect(
    imported(cloud, template(files).replace('QueueName: first', 'QueueName: first, DelaySeconds: 4')),
  ).toBe(
    'You have modified resources [First] in your template that are not being imported. Update, create or delete operations cannot be executed during import operations.',
  );
});
