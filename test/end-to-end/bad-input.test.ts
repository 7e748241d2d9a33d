import { once } from 'node:events';
import { zipSync, strToU8 } from 'fflate';
import { leftOverFolders, Project } from './command';

jest.setTimeout(60_000);

const system = (template: string) => ({
  'scenarios/one.scenario.ts': `
    import { defineSystem, scenario, properties } from 'stormproof';
    const system = defineSystem({
      name: 'one', template: 'template.yaml', work: (n) => ({ id: String(n) }),
      async submit() {}, async outcomes() { return []; },
    });
    scenario('one', { system, async storm() {}, holds: [properties.processedAll()] });
  `,
  'template.yaml': template,
});

const lambda = (code: string) => `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
  Fn:
    Type: AWS::Lambda::Function
    Properties: { Code: ${code}, Handler: index.handler, Runtime: nodejs22.x, Role: !GetAtt Role.Arn }
`;

const { 'template.yaml': _, ...withoutTemplate } = system('');

const cases: [name: string, files: Record<string, string>, message: RegExp][] = [
  ['no scenario', {}, /^STORM_NO_SCENARIO {2}There are no scenario files here/],
  [
    'a missing template',
    withoutTemplate,
    /STORM_BAD_INPUT {2}The template 'template\.yaml' does not exist\./,
  ],
  ['a YAML error', system('Resources:\n  A: [\n  B: 1'), /STORM_BAD_INPUT {2}template\.yaml:\d+:\d+: /],
  [
    'an unknown intrinsic function',
    system(
      'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: { Fn::Nope: x }\n',
    ),
    /STORM_BAD_INPUT {2}template\.yaml:5:\d+: .*Fn::Nope/,
  ],
  [
    'an unresolved reference',
    system('Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: !Ref Nowhere\n'),
    /template\.yaml:5:\d+: Template format error: Unresolved resource dependencies \[Nowhere\] in the Resources block of the template/,
  ],
  [
    'a circular dependency',
    system(
      'Resources:\n  A:\n    Type: AWS::SQS::Queue\n    DependsOn: B\n  B:\n    Type: AWS::SQS::Queue\n    DependsOn: A\n',
    ),
    /Circular dependency between resources: \[A, B\][\s\S]*A .*B .*A/,
  ],
  [
    'a missing code folder',
    system(lambda('./nowhere')),
    /STORM_BAD_INPUT {2}The code folder of Fn 'nowhere' does not exist\./,
  ],
];

test.each(cases)('%s is refused with a clear error, exit 2, and nothing left behind', (_, files, message) => {
  using project = new Project(files);
  const { code, stdout, stderr } = project.run(['run']);
  expect(stderr + stdout).toMatch(message);
  expect(code).toBe(2);
  expect(leftOverFolders()).toEqual([]);
});

test('a handler that does not load is told in the words of the Lambda runtime', () => {
  using project = new Project({
    ...system(lambda('./src')),
    'src/index.mjs': 'import nothing from "./nowhere.mjs";\n',
    'scenarios/one.scenario.ts': `
      import { Lambda } from '@aws-sdk/client-lambda';
      import { defineSystem, scenario, properties } from 'stormproof';
      const system = defineSystem({
        name: 'one', template: 'template.yaml', work: (n) => ({ id: String(n) }),
        async submit({ aws, stack }) {
          const { FunctionError, Payload } = await aws(Lambda).invoke({ FunctionName: stack.ref('Fn') });
          if (FunctionError) throw new Error(Buffer.from(Payload).toString());
        },
        async outcomes() { return []; },
      });
      scenario('one', { system, async storm({ submit }) { await submit(1); }, holds: [properties.processedAll()] });
    `,
  });
  const { code, stdout } = project.run(['run']);
  expect(stdout).toContain("Cannot find module '/var/task/nowhere.mjs' imported from /var/task/index.mjs");
  expect(stdout).toMatch(/STORM_BAD_INPUT {2}The handler of Fn can't be loaded: /);
  expect(stdout).toMatch(/fix {8}check its Handler and its code {2}template\.yaml:\d+/);
  expect(code).toBe(2);
  expect(leftOverFolders()).toEqual([]);
});

test('a zip that would write outside of its folder is refused by name', () => {
  using project = new Project(system(lambda('evil.zip')));
  project.writeBytes('evil.zip', zipSync({ '../../evil.txt': strToU8('x'), 'index.mjs': strToU8('') }));
  const { code, stderr } = project.run(['run']);
  expect(stderr).toMatch(
    /STORM_BAD_INPUT {2}The package evil\.zip of Fn can't be unpacked: \.\.\/\.\.\/evil\.txt/,
  );
  expect(code).toBe(2);
  expect(leftOverFolders()).toEqual([]);
});

test('Ctrl-C in the middle leaves no process and no folder behind', async () => {
  using project = Project.withProcessor();
  const child = project.start(['run', '--runs', '500']);
  const begun = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  expect(begun).toHaveLength(1);
  child.kill('SIGINT');
  const [code, signal]: (number | string | null)[] = await once(child, 'exit');
  expect(code ?? signal).toBe(130);
  expect(leftOverFolders()).toEqual([]);
});
