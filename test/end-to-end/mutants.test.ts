/**
 * Goal: prove that the determinism suite would notice the loss of any one patch. Method: build the program with that
 * patch taken out, play a scenario that leans on it a few times and see that the traces are no longer all as they were.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { Project } from './command';
import { mutatedCli, type Mutant, worker } from './mutant';

jest.setTimeout(120_000);

const mutants: Mutant[] = [
  { name: 'Date in function code', file: `${worker}/main.ts`, find: /^ *patchDate\(\);\n/gm, replace: '' },
  {
    name: 'timers in function code',
    file: `${worker}/main.ts`,
    find: /^ *patchTimers\(\);\n/gm,
    replace: '',
  },
  {
    name: 'Math.random in function code',
    file: `${worker}/chance/crypto.ts`,
    find: /^ *replace\(Math, 'random'.*\n/gm,
    replace: '',
  },
  {
    name: 'randomUUID in function code',
    file: `${worker}/chance/crypto.ts`,
    find: /^ *replace\(crypto, 'randomUUID'.*\n/gm,
    replace: '',
  },
  {
    name: 'Date in the scenario',
    file: 'framework/kernel/realm.ts',
    find: /^ *replace\(globalThis, 'Date'.*\n/gm,
    replace: '',
  },
  {
    name: 'Math.random in the scenario',
    file: 'framework/kernel/realm.ts',
    find: /^ *replace\(Math, 'random'.*\n/gm,
    replace: '',
  },
  {
    name: 'the canonical order of what could happen next',
    file: 'framework/cloud/engine.ts',
    find: /canonical\(before, waiting\) <= 0/g,
    // A bit of the clock, mixed: low bits of times that follow each other closely are much alike.
    replace: '(((process.hrtime.bigint() * 0x9e3779b97f4a7c15n) >> 40n) & 1n) === 0n',
  },
];

const probe = {
  'template.yaml': `
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
      Policies:
        - PolicyName: table
          PolicyDocument:
            Version: '2012-10-17'
            Statement: [{ Effect: Allow, Action: dynamodb:PutItem, Resource: !GetAtt Table.Arn }]
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      { Code: src, Handler: index.handler, Runtime: nodejs22.x, Role: !GetAtt Role.Arn, Timeout: 60, Environment: { Variables: { TABLE: !Ref Table } } }
`,
  'src/index.mjs': `
import crypto from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
const put = (id, value) => client.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { id: { S: id }, value: { S: String(value) } } }));
export async function handler() {
  await new Promise((resolve) => setTimeout(resolve, 70));
  await put('date', Date.now());
  await put('random', Math.random());
  await put('uuid', crypto.randomUUID());
  await Promise.all([1, 2, 3, 4, 5].map((n) => put('n' + n, n)));
}
`,
  'scenarios/probe.scenario.ts': `
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Lambda } from '@aws-sdk/client-lambda';
import { defineSystem, properties, scenario } from 'stormproof';
const system = defineSystem({
  name: 'probe', template: 'template.yaml', work: (n) => ({ id: 'n' + n }),
  async submit({ aws, stack }) {
    await aws(Lambda).invoke({ FunctionName: stack.ref('Fn') });
    const item = { id: { S: 'scenario' }, date: { N: String(Date.now()) }, random: { N: String(Math.random()) } };
    await aws(DynamoDB).putItem({ TableName: stack.ref('Table'), Item: item });
  },
  outcomes: async ({ aws, stack }) => (await aws(DynamoDB).scan({ TableName: stack.ref('Table') })).Items.map((item) => ({ id: item.id.S })),
});
scenario('probe', { system, storm: ({ submit }) => submit(1), holds: [properties.processedAll()] });
`,
};

function traceOf(project: Project, cli?: string): string {
  rmSync(project.path('trace'), { recursive: true, force: true });
  const outcome = project.run(['run', '--trace', 'trace'], {}, cli);
  const [name] = outcome.code === 0 ? readdirSync(project.path('trace')) : [];
  return name === undefined
    ? `exit ${outcome.code}: ${outcome.stderr}${outcome.stdout}`
    : readFileSync(project.path('trace', name), 'utf8');
}

test('without a mutation the probe does the same each time', () => {
  using project = new Project(probe);
  const first = traceOf(project);
  expect(first).toContain('"mark":"calm"');
  expect(traceOf(project)).toBe(first);
});

test.each(mutants)('without its patch of $name the suite fails', async (mutant) => {
  using project = new Project(probe);
  const cli = await mutatedCli(project, mutant);
  // By chance a mutant may do once what the program does.
  const mutated = [1, 2, 3].map(() => traceOf(project, cli));
  const traces = new Set([traceOf(project), ...mutated]);
  expect(traces.size).toBeGreaterThan(1);
});
