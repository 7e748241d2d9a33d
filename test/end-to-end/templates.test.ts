import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = join(__dirname, '..', 'templates', 'run.mjs');

const queue =
  'Parameters: {Name: {Type: String, AllowedPattern: "[a-z]+"}}\nResources: {Work: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Name}}}\n';
const network =
  'Parameters: {Vpc: {Type: AWS::EC2::VPC::Id}}\nResources: {Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref Vpc}}}\n';
const code =
  'Resources:\n  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}}}\n' +
  '  Work: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn, Runtime: nodejs22.x, Handler: index.handler, Code: {S3Bucket: elsewhere, S3Key: code.zip}}}\n';
const importing =
  'Resources: {Work: {Type: AWS::SQS::Queue, Properties: {QueueName: !ImportValue shared-name}}}\n';

/** Runs the script over a folder with these files. */
function run(
  files: Record<string, string>,
  ...options: string[]
): { status: number | null; lines: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'templates-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const { status, stdout } = spawnSync(process.execPath, [script, folder, ...options], {
      encoding: 'utf8',
    });
    return { status, lines: stdout.split('\n').map((line) => line.replaceAll(/\d+ ms/g, '<n> ms')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('templates are deployed and deleted with values made up, and what lies elsewhere is supplied and told', () => {
  const { status, lines } = run(
    { 'a.yaml': queue, 'b.yml': network, 'c.template': code, 'd.yaml': importing, 'notes.json': '{"a": 1}' },
    '--at-least',
    '100',
  );
  expect(lines).toEqual([
    'ok    a.yaml  plain, 1 resources, <n> ms',
    'ok    b.yml  plain, 1 resources, <n> ms',
    'ok    c.template  plain, 2 resources, <n> ms',
    '      the code of Work, s3://elsewhere/code.zip, was stood in for',
    'ok    d.yaml  plain, 1 resources, <n> ms',
    '      the export shared-name was made by another stack',
    '',
    'plain: 4 of 4 ok',
    'all: 4 of 4 ok (100.0 %), 0 refused as on AWS, 0 skipped, 0 left something behind',
    '<n> ms',
    '',
  ]);
  expect(status).toBe(0);
});

test('a failure is told with its reason and fails the run below the share that is asked for', () => {
  const bad = 'Resources: {Work: {Type: AWS::SQS::Queue, Properties: {Colour: red}}}\n';
  const sam = 'Transform: AWS::Serverless-2016-10-31\nResources: {F: {Type: AWS::Serverless::Function}}\n';
  const files = { 'a.yaml': queue, 'b.yaml': bad, 'c.yaml': sam, 'd.yaml': `Globals: {}\n${queue}` };
  const { status, lines } = run(files, '--at-least', '95');
  expect(lines).toContain('FAIL  b.yaml  plain, <n> ms');
  expect(lines.join('\n')).toContain(
    'Work  CREATE_FAILED  Properties validation failed for resource Work with message: [#: extraneous key [Colour] is not permitted]',
  );
  expect(lines).toContain('skip  c.yaml  transform AWS::Serverless-2016-10-31');
  expect(lines.join('\n')).toContain('Invalid template property or properties [Globals]');
  expect(lines).toContain('all: 1 of 2 ok (50.0 %), 1 refused as on AWS, 1 skipped, 0 left something behind');
  expect(status).toBe(1);
  expect(run(files, '--at-least', '50').status).toBe(0);
});
