import type { PutParameterCommandInput } from '@aws-sdk/client-ssm';
import { refusal } from '../dynamodb/table';
import { testCloud } from '../../test-cloud';

function store() {
  const cloud = testCloud();
  const ssm = cloud.ask('ssm');
  return {
    cloud,
    ssm,
    put: (Name: string, Value: string, more: Partial<PutParameterCommandInput> = {}) =>
      ssm.putParameter({ Name, Value, Type: 'String', ...more }),
    value: (Name: string, WithDecryption = false) =>
      ssm.getParameter({ Name, WithDecryption }).Parameter?.Value,
    names: (path: string, Recursive = false) =>
      ssm.getParametersByPath({ Path: path, Recursive }).Parameters?.map(({ Name }) => Name),
  };
}

test('a parameter is read as it was put', () => {
  const { ssm, put } = store();
  expect(put('/app/url', 'https://a')).toEqual({ Version: 1, Tier: 'Standard' });
  expect(ssm.getParameter({ Name: '/app/url' }).Parameter).toEqual({
    Name: '/app/url',
    Type: 'String',
    Value: 'https://a',
    Version: 1,
    LastModifiedDate: new Date('2026-01-01T00:00:00Z'),
    ARN: 'arn:aws:ssm:us-east-1:000000000000:parameter/app/url',
    DataType: 'text',
  });
});

test('versions and labels are selected with a colon', () => {
  const { ssm, put, value } = store();
  put('url', 'one');
  put('url', 'two', { Overwrite: true });
  put('url', 'three', { Overwrite: true });
  expect(
    ssm.labelParameterVersion({ Name: 'url', ParameterVersion: 2, Labels: ['live', '1st', 'aws-x'] }),
  ).toEqual({
    InvalidLabels: ['1st', 'aws-x'],
    ParameterVersion: 2,
  });
  expect([value('url'), value('url:1'), value('url:live')]).toEqual(['three', 'one', 'two']);
  ssm.labelParameterVersion({ Name: 'url', Labels: ['live'] });
  expect(ssm.getParameter({ Name: 'url:live' }).Parameter).toMatchObject({
    Value: 'three',
    Selector: ':live',
  });
  expect(refusal(() => value('url:9'))).toBe(
    'ParameterVersionNotFound: Systems Manager could not find version 9 of url. Verify the version and try again.',
  );
  expect(
    ssm.getParameterHistory({ Name: 'url' }).Parameters?.map(({ Value, Labels }) => [Value, Labels]),
  ).toEqual([
    ['one', []],
    ['two', []],
    ['three', ['live']],
  ]);
  expect(ssm.unlabelParameterVersion({ Name: 'url', ParameterVersion: 3, Labels: ['live', 'x'] })).toEqual({
    RemovedLabels: ['live'],
    InvalidLabels: ['x'],
  });
});

test('an ARN names a parameter too', () => {
  const { put, value } = store();
  put('/app/url', 'a');
  put('plain', 'b');
  const arn = 'arn:aws:ssm:us-east-1:000000000000:parameter';
  expect([value(`${arn}/app/url`), value(`${arn}/plain`), value(`${arn}/app/url:1`)]).toEqual([
    'a',
    'b',
    'a',
  ]);
});

test('what is not there is refused by one, and told by many', () => {
  const { ssm, put, value } = store();
  put('a', '1');
  expect(refusal(() => value('none'))).toBe('ParameterNotFound: ');
  expect(refusal(() => ssm.deleteParameter({ Name: 'none' }))).toBe('ParameterNotFound: ');
  const { Parameters = [], InvalidParameters } = ssm.getParameters({ Names: ['a', 'none', 'a:7'] });
  expect([Parameters.map(({ Name }) => Name), InvalidParameters]).toEqual([['a'], ['none', 'a:7']]);
  expect(ssm.deleteParameters({ Names: ['a', 'none'] })).toEqual({
    DeletedParameters: ['a'],
    InvalidParameters: ['none'],
  });
});

test.each([
  ['aws/x', { Name: '/aws/x' }, 'AccessDeniedException: No access to reserved parameter name: /aws/x.'],
  [
    'ssm',
    { Name: 'SSM-x' },
    'ValidationException: Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
  ],
  [
    'a path under ssm',
    { Name: '/SSM/x' },
    'ValidationException: Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can ' +
      'consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the ' +
      'following 3 symbols .-_',
  ],
  [
    'a path without its slash',
    { Name: 'a/b' },
    'ValidationException: Parameter name must be a fully qualified name.',
  ],
  [
    'sixteen levels',
    { Name: '/a'.repeat(16) },
    'HierarchyLevelLimitExceededException: Parameter hierarchies are limited to a maximum depth of 15 levels.',
  ],
  [
    'no type',
    { Type: undefined },
    'ValidationException: A parameter type is required when you create a parameter.',
  ],
  [
    'a value that its pattern does not allow',
    { AllowedPattern: '^[0-9]+$' },
    'ParameterPatternMismatchException: Parameter value, cannot be validated against allowedPattern: ^[0-9]+$',
  ],
  [
    'a key for a plain value',
    { KeyId: 'alias/mine' },
    'ValidationException: KeyId is required for SecureString type parameter only.',
  ],
  [
    'tags with overwrite',
    { Overwrite: true, Tags: [{ Key: 'a', Value: 'b' }] },
    "ValidationException: Invalid request: tags and overwrite can't be used together. To create a parameter with tags, " +
      'please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or ' +
      'RemoveTagsFromResource.',
  ],
])('%s is refused', (_, changed, message) => {
  const { ssm } = store();
  expect(refusal(() => ssm.putParameter({ Name: 'a', Value: 'x', Type: 'String', ...changed }))).toBe(
    message,
  );
});

test('a parameter that is there is overwritten only where that is said', () => {
  const { put } = store();
  put('a', '1');
  expect(refusal(() => put('a', '2'))).toBe(
    'ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );
  expect(refusal(() => put('a', '2', { Overwrite: true, Type: 'SecureString' }))).toMatch(
    /^HierarchyTypeMismatchException/,
  );
});

test('long values need the advanced tier, which cannot be left', () => {
  const { put } = store();
  expect(refusal(() => put('a', 'x'.repeat(4097)))).toMatch(
    /^ValidationException: Standard tier parameters support a maximum parameter value of 4096 characters\./,
  );
  expect(put('a', 'x'.repeat(4097), { Tier: 'Intelligent-Tiering' }).Tier).toBe('Advanced');
  expect(refusal(() => put('a', 'x', { Tier: 'Standard', Overwrite: true }))).toMatch(
    /You can't downgrade a parameter/,
  );
  expect(refusal(() => put('a', 'x'.repeat(8193), { Overwrite: true }))).toMatch(
    /maximum parameter value of 8192/,
  );
});

test('a hundred versions are kept, and a label holds the oldest', () => {
  const { ssm, put } = store();
  for (let version = 1; version <= 101; version++) put('a', String(version), { Overwrite: true });
  const first = () => ssm.getParameterHistory({ Name: 'a', MaxResults: 1 }).Parameters?.[0]?.Version;
  expect(first()).toBe(2);
  ssm.labelParameterVersion({ Name: 'a', ParameterVersion: 2, Labels: ['keep'] });
  expect(refusal(() => put('a', 'x', { Overwrite: true }))).toMatch(
    /^ParameterMaxVersionLimitExceeded: .* Version 2, the oldest version, can't be deleted because it has a label/,
  );
});

test('a hierarchy is read by its paths', () => {
  const { put, names, ssm } = store();
  for (const name of ['/app/a', '/app/db/b', '/apple', '/app/db/c/d']) put(name, 'x');
  expect(names('/app')).toEqual(['/app/a']);
  expect(names('/app/', true)).toEqual(['/app/a', '/app/db/b', '/app/db/c/d']);
  expect(names('/', true)).toHaveLength(4);
  expect(names('/none')).toEqual([]);
  expect(refusal(() => names('app'))).toMatch(
    /^ValidationException: The parameter doesn't meet the parameter name requirements\./,
  );
  const first = ssm.getParametersByPath({ Path: '/app', Recursive: true, MaxResults: 2 });
  const { NextToken } = first;
  expect(
    ssm.getParametersByPath({ Path: '/app', Recursive: true, MaxResults: 2, NextToken }).Parameters,
  ).toHaveLength(1);
});

test.each([
  [{ Key: 'Name', Option: 'BeginsWith', Values: ['app'] }, ['/app/a', '/app/b']],
  [{ Key: 'Name', Option: 'Contains', Values: ['b'] }, ['/app/b']],
  [{ Key: 'Path', Values: ['/app'] }, ['/app/a', '/app/b']],
  [{ Key: 'Type', Values: ['StringList'] }, ['/app/b']],
  [{ Key: 'tag:team', Values: ['x'] }, ['plain']],
  [{ Key: 'tag:team' }, ['plain']],
])('parameters are listed by filter %#', (filter, expected) => {
  const { put, ssm } = store();
  put('/app/a', '1');
  put('/app/b', '1,2', { Type: 'StringList' });
  put('plain', '1', { Tags: [{ Key: 'team', Value: 'x' }] });
  expect(ssm.describeParameters({ ParameterFilters: [filter] }).Parameters?.map(({ Name }) => Name)).toEqual(
    expected,
  );
});

test('a SecureString is only told to who may decrypt it', () => {
  const { cloud, ssm, put, value } = store();
  const { KeyMetadata } = cloud.ask('kms').createKey({});
  put('/app/secret', 'hush', { Type: 'SecureString', KeyId: KeyMetadata?.Arn });
  put('/app/long', 'x'.repeat(5000), { Type: 'SecureString', Tier: 'Advanced' });
  expect([value('/app/secret', true), value('/app/long', true)]).toEqual(['hush', 'x'.repeat(5000)]);
  expect(value('/app/secret')).not.toContain('hush');
  expect(ssm.describeParameters({}).Parameters?.map(({ KeyId }) => KeyId)).toEqual([
    'alias/aws/ssm',
    KeyMetadata?.Arn,
  ]);
  const as = cloud.role('clerk', [{ Effect: 'Allow', Action: 'ssm:GetParameter', Resource: '*' }]);
  const clerk = cloud.ask('ssm', { as });
  expect(clerk.getParameter({ Name: '/app/secret' }).Parameter?.Type).toBe('SecureString');
  expect(refusal(() => clerk.getParameter({ Name: '/app/secret', WithDecryption: true }))).toMatch(
    /^AccessDeniedException: .*kms:Decrypt/,
  );
  cloud.ask('kms').disableKey({ KeyId: KeyMetadata?.KeyId ?? '' });
  expect(refusal(() => value('/app/secret', true))).toMatch(
    /^InvalidKeyId: .* is disabled\. \(Service: AWSKMS;/,
  );
});

test('a parameter ends when its policy says', () => {
  const { cloud, put, value } = store();
  const Policies = JSON.stringify([
    { Type: 'Expiration', Version: '1.0', Attributes: { Timestamp: '2026-02-01T00:00:00Z' } },
    { Type: 'ExpirationNotification', Version: '1.0', Attributes: { Before: '15', Unit: 'Days' } },
  ]);
  expect(refusal(() => put('a', '1', { Policies }))).toMatch(/^ValidationException/);
  put('a', '1', { Policies, Tier: 'Advanced' });
  put('kept', '1', { Policies, Tier: 'Advanced' });
  put('kept', '2', { Overwrite: true });
  cloud.advance('30 days');
  expect(value('a')).toBe('1');
  cloud.advance('1 day');
  expect(refusal(() => value('a'))).toBe('ParameterNotFound: ');
  expect(value('kept')).toBe('2');
  const notices = cloud.world.trace.entries.flatMap((entry) =>
    entry.type === 'event' && entry.event === 'parameter policy' ? [entry.detail['policy']] : [],
  );
  expect(notices).toEqual(['ExpirationNotification', 'Expiration']);
});

test('who may read a path is a matter of permission', () => {
  const { cloud, put } = store();
  put('/app/a', '1');
  const as = cloud.role('clerk', [
    {
      Effect: 'Allow',
      Action: 'ssm:GetParametersByPath',
      Resource: 'arn:aws:ssm:us-east-1:000000000000:parameter/app',
      Condition: { Bool: { 'ssm:recursive': false } },
    },
  ]);
  const clerk = cloud.ask('ssm', { as });
  expect(clerk.getParametersByPath({ Path: '/app' }).Parameters).toHaveLength(1);
  expect(refusal(() => clerk.getParametersByPath({ Path: '/app', Recursive: true }))).toMatch(
    /^AccessDeniedException/,
  );
  expect(refusal(() => clerk.getParameter({ Name: '/app/a' }))).toMatch(
    /^AccessDeniedException: .*ssm:GetParameter/,
  );
});

test('a stack makes a parameter', () => {
  const { cloud, ssm, value } = store();
  const cfn = cloud.ask('cloudformation');
  const TemplateBody = JSON.stringify({
    Resources: {
      Url: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Name: '/app/url', Type: 'String', Value: 'https://a', Tags: { team: 'x' } },
      },
    },
    Outputs: { Name: { Value: { Ref: 'Url' } }, Value: { Value: { 'Fn::GetAtt': ['Url', 'Value'] } } },
  });
  cfn.createStack({ StackName: 'app', TemplateBody });
  cloud.settle();
  const [stack] = cfn.describeStacks({ StackName: 'app' }).Stacks ?? [];
  expect(stack?.Outputs?.map(({ OutputValue }) => OutputValue).toSorted()).toEqual(['/app/url', 'https://a']);
  expect(value('/app/url')).toBe('https://a');
  expect(
    ssm.listTagsForResource({ ResourceType: 'Parameter', ResourceId: '/app/url' }).TagList,
  ).toContainEqual({
    Key: 'team',
    Value: 'x',
  });
  cfn.deleteStack({ StackName: 'app' });
  cloud.settle();
  expect(refusal(() => value('/app/url'))).toBe('ParameterNotFound: ');
});

test('outside hierarchies a leading slash makes no difference', () => {
  const { ssm, put, value } = store();
  put('/url', 'one');
  put('port', '80');
  expect([value('url'), value('/port')]).toEqual(['one', '80']);
  expect(refusal(() => put('url', 'two'))).toContain('ParameterAlreadyExists');
  put('url', 'two', { Overwrite: true });
  expect(value('/url')).toBe('two');
  ssm.addTagsToResource({ ResourceType: 'Parameter', ResourceId: 'url', Tags: [{ Key: 'a', Value: '1' }] });
  ssm.deleteParameter({ Name: 'url' });
  expect(ssm.getParameters({ Names: ['/url', 'url'] }).InvalidParameters).toEqual(['/url', 'url']);
});

test('filters of DescribeParameters are checked as on AWS', () => {
  const { ssm, put } = store();
  put('/app/url', 'x');
  const describe = (...ParameterFilters: { Key: string; Option?: string; Values?: string[] }[]) =>
    refusal(() => ssm.describeParameters({ ParameterFilters }));
  expect(describe({ Key: 'Label', Values: ['live'] })).toBe(
    'InvalidFilterKey: The following filter key is not valid: Label. Valid filter keys include: [Path, Name, Type, KeyId, Tier].',
  );
  expect(describe({ Key: 'Name' })).toBe(
    'InvalidFilterValue: The following filter values are missing : null for filter key Name.',
  );
  expect(describe({ Key: 'Name', Values: ['a'] }, { Key: 'Name', Values: ['b'] })).toBe(
    'InvalidFilterKey: The following filter is duplicated in the request: Name. A request can contain only one ' +
      'occurrence of a specific filter.',
  );
  expect(describe({ Key: 'Path', Values: ['/aws'] })).toBe(
    'ValidationException: Filters for common parameters can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
  );
  expect(describe({ Key: 'Path', Option: 'Equals', Values: ['/app'] })).toBe(
    'InvalidFilterOption: The following filter option is not valid: Equals. Valid options include: [Recursive, OneLevel].',
  );
  expect(describe({ Key: 'Path', Option: 'Equals', Values: ['no path'] })).toBe(
    'InvalidFilterOption: The following filter option is not valid: Equals. Valid options include: [Recursive, OneLevel].',
  );
  expect(describe({ Key: 'Tier', Values: ['test'] })).toBe(
    'InvalidFilterValue: The following filter value is not valid: test. Valid values include: ' +
      '[Standard, Advanced, Intelligent-Tiering].',
  );
});

test('a data type that nobody knows is refused', () => {
  const { put } = store();
  expect(refusal(() => put('url', 'x', { DataType: 'Text' }))).toBe(
    'ValidationException: The following data type is not supported: Text (Data type names are all lowercase.)',
  );
});

test('secrets are read as parameters', () => {
  const { ssm, cloud, value } = store();
  const secrets = cloud.ask('secretsmanager');
  const { VersionId } = secrets.createSecret({ Name: 'db', SecretString: 'one' });
  secrets.putSecretValue({ SecretId: 'db', SecretString: 'two' });
  const name = '/aws/reference/secretsmanager/db';
  expect([
    value(name, true),
    value(`${name}:AWSPREVIOUS`, true),
    value(`${name}:${VersionId}`, true),
  ]).toEqual(['two', 'one', 'one']);
  expect(ssm.getParameter({ Name: name, WithDecryption: true }).Parameter).toMatchObject({
    Name: name,
    Type: 'SecureString',
    Version: 0,
  });
  expect(refusal(() => value(name))).toBe(
    'ValidationException: WithDecryption flag must be True for retrieving a Secret Manager secret.',
  );
  expect(refusal(() => value('/aws/reference/secretsmanager/none', true))).toBe(
    'ParameterNotFound: An error occurred (ParameterNotFound) when referencing Secrets Manager: ' +
      'Secret /aws/reference/secretsmanager/none not found.',
  );
});

test("AWS's own public parameters are refused loudly, one by one and by their path", () => {
  const { ssm } = store();
  const Name = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
  const why = `STORM_NOT_EMULATED  ssm: the public parameter ${Name} is not emulated.`;
  expect(() => ssm.getParameter({ Name })).toThrow(why);
  expect(() => ssm.getParameters({ Names: [Name] })).toThrow(why);
  expect(() => ssm.getParametersByPath({ Path: '/aws/service' })).toThrow('STORM_NOT_EMULATED');
});
