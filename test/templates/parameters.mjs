// Values for parameters that have no default: what somebody who tries the template out would type.

/** Things that the account of the one who deploys has. */
const things = {
  'AWS::EC2::AvailabilityZone::Name': ['us-east-1a', 'us-east-1b', 'us-east-1c'],
  'AWS::EC2::Image::Id': ['ami-0123456789abcdef0'],
  'AWS::EC2::Instance::Id': ['i-0123456789abcdef0'],
  'AWS::EC2::KeyPair::KeyName': ['my-key'],
  'AWS::EC2::SecurityGroup::GroupName': ['default'],
  'AWS::EC2::SecurityGroup::Id': ['sg-0123456789abcdef0', 'sg-0123456789abcdef1'],
  'AWS::EC2::Subnet::Id': [
    'subnet-0123456789abcdef0',
    'subnet-0123456789abcdef1',
    'subnet-0123456789abcdef2',
  ],
  'AWS::EC2::VPC::Id': ['vpc-0123456789abcdef0'],
  'AWS::EC2::Volume::Id': ['vol-0123456789abcdef0'],
  'AWS::Route53::HostedZone::Id': ['Z0123456789ABCDEFGHIJ'],
  'AWS::SSM::Parameter::Name': ['/example/parameter'],
};

const arn = (service, resource) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;

/** What a parameter's name says of its value; the first that fits and keeps the constraints is taken. */
const byName = [
  [/attribute.?definitions/i, '[{"AttributeName":"id","AttributeType":"S"}]'],
  [/key.?schema/i, '[{"AttributeName":"id","KeyType":"HASH"}]'],
  [/e-?mail|notification.*address|operator/i, 'someone@example.com'],
  [/phone|mobile/i, '+15555550100'],
  [/account/i, '111122223333'],
  [/vpc.*cidr|cidr.*vpc/i, '10.0.0.0/16'],
  [/cidr|location|range/i, '10.0.0.0/24'],
  [/cidr|location|range/i, '0.0.0.0/0'],
  [/role.*arn/i, 'arn:aws:iam::000000000000:role/example'],
  [/topic.*arn|sns/i, arn('sns', 'example')],
  [/queue.*arn/i, arn('sqs', 'example')],
  [/queue.*ur[il]/i, 'https://sqs.us-east-1.amazonaws.com/000000000000/example'],
  [/(lambda|function).*arn/i, arn('lambda', 'function:example')],
  [/(kms|key).*arn/i, arn('kms', 'key/12345678-1234-4234-8234-123456789012')],
  [/cert(ificate)?.*arn/i, arn('acm', 'certificate/12345678-1234-4234-8234-123456789012')],
  [/secret.*arn/i, arn('secretsmanager', 'secret:example-AbCdEf')],
  [/stream.*arn/i, arn('kinesis', 'stream/example')],
  [/cluster.*arn/i, arn('kafka', 'cluster/example/12345678-1234-4234-8234-123456789012-1')],
  [/bus.*arn/i, arn('events', 'event-bus/example')],
  [/bucket.*arn/i, 'arn:aws:s3:::example-bucket'],
  [/arn/i, arn('sns', 'example')],
  [/ur[il]|endpoint|webhook/i, 'https://example.com/path'],
  [/hosted.?zone.?name/i, 'example.com.'],
  [/hosted.?zone/i, 'Z0123456789ABCDEFGHIJ'],
  [/domain|dns|host/i, 'example.com'],
  [/region/i, 'us-east-1'],
  [/zone|az\b/i, 'us-east-1a'],
  [/subnet/i, 'subnet-0123456789abcdef0'],
  [/security.?group|sg/i, 'sg-0123456789abcdef0'],
  [/vpc.*(id)?/i, 'vpc-0123456789abcdef0'],
  [/route.?table/i, 'rtb-0123456789abcdef0'],
  [/transit|tgw/i, 'tgw-0123456789abcdef0'],
  [/ami|image/i, 'ami-0123456789abcdef0'],
  [/instance.?type/i, 't3.micro'],
  [/instance.?id/i, 'i-0123456789abcdef0'],
  [/bucket/i, 'example-bucket-4711'],
  [/ur[il].*prefix/i, 'https://example-bucket-4711.s3.amazonaws.com/'],
  [/path/i, '/example'],
  [/password|secret|token/i, 'Example-Passw0rd'],
  [/password|secret|token/i, 'ExamplePassw0rd1'],
  [/user/i, 'someone'],
  [/date/i, '2026-01-31'],
  [/cron|schedule|rate/i, 'rate(1 day)'],
  [/port/i, '8080'],
  [/runtime/i, 'nodejs22.x'],
];

/** What most patterns take. */
const anything = [
  'example',
  'Example1',
  'example-1234',
  'example.zip',
  '1',
  '10',
  '123456789012',
  '10.0.0.0/16',
  '10.0.0.1',
  'example.com',
  'someone@example.com',
  'https://example.com',
  'us-east-1',
  'arn:aws:iam::000000000000:role/example',
  'arn:aws:s3:::example-bucket',
  's3://example-bucket/key',
  '/example/path',
  'path/',
  'o-a1b2c3d4e5',
  'r-a1b2',
  'ou-a1b2-a1b2c3d4',
  'vpc-0123456789abcdef0',
  'subnet-0123456789abcdef0',
  'ami-0123456789abcdef0',
  'true',
  'yes',
  '2026-01-31',
  '12:00',
  'rate(1 day)',
  'EXAMPLE',
  'example_1',
  'Example-Passw0rd',
];

/** Values for the parameters without a default, by name. */
export function parameterValues(parameters, mapped) {
  const values = {};
  for (const [name, rules] of Object.entries(parameters)) {
    if (rules?.Default !== undefined && rules.Default !== null) continue;
    const known = Array.isArray(rules?.AllowedValues) ? undefined : mapped[name]?.[0];
    values[name] = known ?? endpointFor(name, parameters) ?? valueFor(name, rules ?? {});
  }
  return values;
}

/** An endpoint that goes with the protocol that another parameter chooses. */
function endpointFor(name, parameters) {
  if (!/end-?point/i.test(name)) return undefined;
  const [, protocol] = Object.entries(parameters).find(([other]) => /protocol/i.test(other)) ?? [];
  const endpoints = {
    email: 'someone@example.com',
    'email-json': 'someone@example.com',
    lambda: arn('lambda', 'function:example'),
    sms: '+15555550100',
    sqs: arn('sqs', 'example'),
  };
  return endpoints[protocol?.Default ?? protocol?.AllowedValues?.[0]];
}

function valueFor(name, rules) {
  const { Type: type = 'String', AllowedValues: allowed } = rules;
  if (Array.isArray(allowed) && allowed.length > 0) return String(allowed[0]);
  const [item, isList] = itemOf(type);
  if (things[item] !== undefined) return isList ? things[item].slice(0, 2).join(',') : things[item][0];
  if (item === 'Number') return numberFor(rules);
  if (type.startsWith('AWS::SSM::Parameter::Value')) return '/example/parameter';
  const hinted = (text) => byName.filter(([hint]) => hint.test(text)).map(([, value]) => value);
  // The name says more than the description, which speaks of other things too.
  const described = /e-?mail/i.test(String(rules.Description)) ? hinted('email') : [];
  const candidates = [...described, ...hinted(name), ...anything];
  const value = candidates.map((one) => fitted(one, rules)).find((one) => isAllowed(one, rules)) ?? 'example';
  return isList && !/,/.test(value) ? `${value},${value}` : value;
}

function itemOf(type) {
  const inner = /^List<(.*)>$/.exec(type)?.[1];
  if (inner !== undefined) return [inner, true];
  return [type, type === 'CommaDelimitedList'];
}

function numberFor({ MinValue: least, MaxValue: most }) {
  if (least !== undefined) return String(least);
  return String(most === undefined ? 1 : Math.min(1, Number(most)));
}

/** Stretched or cut to the length that is asked for. */
function fitted(value, rules) {
  return value.padEnd(numberOf(rules.MinLength) ?? 0, 'a1').slice(0, numberOf(rules.MaxLength));
}

/** Templates write numbers as texts too. */
function numberOf(value) {
  return value === undefined ? undefined : Number(value);
}

function isAllowed(value, { AllowedPattern: pattern, MinLength: least }) {
  if (value.length < (numberOf(least) ?? 0)) return false;
  if (pattern === undefined) return true;
  try {
    return new RegExp(`^(?:${String(pattern)})$`).test(value);
  } catch {
    return true;
  }
}
