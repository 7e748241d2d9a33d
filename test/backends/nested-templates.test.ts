import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { Cloud } from '../../framework/backends/cloud';

const folder = mkdtempSync(join(tmpdir(), 'nested-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const nesting = (name: string): string =>
  `Resources: {Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./${name}}}}\n`;

test('templates of nested stacks that lie beside their parent’s are packaged with it', async () => {
  await using cloud = await Cloud.embedded();
  write('leaf.yaml', 'Resources: {Work: {Type: AWS::SQS::Queue}}\n');
  write('middle.yaml', nesting('leaf.yaml'));
  await cloud.deploy(write('root.yaml', nesting('middle.yaml')));
  const { StackSummaries = [] } = await cloud.aws(CloudFormation).listStacks({});
  expect(StackSummaries.map(({ StackStatus }) => StackStatus)).toEqual([
    'CREATE_COMPLETE',
    'CREATE_COMPLETE',
    'CREATE_COMPLETE',
  ]);
});

test('a template that nests itself, by itself or by another one, is refused with its way', async () => {
  await using cloud = await Cloud.embedded();
  await expect(cloud.deploy(write('self.yaml', nesting('self.yaml')))).rejects.toThrow(
    /self\.yaml nests itself/,
  );
  write('there.yaml', nesting('back.yaml'));
  await expect(cloud.deploy(write('back.yaml', nesting('there.yaml')))).rejects.toThrow(
    /back\.yaml nests itself/,
  );
});
