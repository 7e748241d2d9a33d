import type { Principal } from '../../../framework/cloud/service';
import { allow, audit, testKey } from '../kms/key';
import { s } from './table';

const TableName = 'things';

/** A table encrypted with a key of the account. */
function keyedTable(options: { keyId?: string } = {}) {
  const key = testKey();
  const { cloud } = key;
  const asked = (as?: Principal) => cloud.ask('dynamodb', as === undefined ? {} : { as });
  const create = (as?: Principal) =>
    asked(as).createTable({
      TableName,
      KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: options.keyId ?? key.id },
    });
  return {
    ...key,
    asked,
    create,
    created: () => {
      const { TableDescription } = create();
      cloud.settle();
      return TableDescription;
    },
    get: (as?: Principal) => asked(as).getItem({ TableName, Key: { a: s('1') } }),
  };
}

/** The request id of KMS differs from call to call. */
const masked = (error: unknown): string =>
  String(error)
    .replace(/Request ID: [0-9a-f-]{36}/, 'Request ID: <id>')
    .replace(/^AwsError: /, '');

function refused(call: () => unknown): { code: unknown; message: string } {
  try {
    call();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return { code, message: masked(error) };
  }
  return { code: undefined, message: 'not refused' };
}

test('a table gets a table key and keeps a grant, and gives it back when it is deleted', () => {
  const { cloud, id, arn, created } = keyedTable();
  expect(created()?.SSEDescription).toEqual({ Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: arn });
  expect(audit(cloud)).toEqual(['CreateKey', 'DescribeKey', 'CreateGrant', 'GenerateDataKey']);
  expect(cloud.ask('kms').listGrants({ KeyId: id }).Grants).toMatchObject([
    {
      GranteePrincipal: 'dynamodb.us-east-1.amazonaws.com',
      Constraints: {
        EncryptionContextSubset: {
          'aws:dynamodb:subscriberId': '000000000000',
          'aws:dynamodb:tableName': TableName,
        },
      },
    },
  ]);
  cloud.ask('dynamodb').deleteTable({ TableName });
  cloud.settle();
  expect(cloud.ask('kms').listGrants({ KeyId: id }).Grants).toEqual([]);
});

test('the table key is opened for each principal, and again after five idle minutes', () => {
  const { cloud, created, get } = keyedTable();
  created();
  const decrypts = () => audit(cloud).filter((call) => call === 'Decrypt').length;
  get();
  cloud.advance('4 minutes');
  get();
  cloud.advance('4 minutes');
  get();
  expect(decrypts()).toBe(1);
  get(cloud.role('reader', [allow(['dynamodb:GetItem', 'kms:Decrypt'])]));
  expect(decrypts()).toBe(2);
  cloud.advance('6 minutes');
  get();
  expect(decrypts()).toBe(3);
});

test("another principal can't use a table whose key it may not use", () => {
  const { cloud, arn, created, get } = keyedTable();
  created();
  expect(refused(() => get(cloud.role('reader', [allow('dynamodb:*')])))).toEqual({
    code: 'AccessDeniedException',
    message:
      'KMS key access denied error: com.amazonaws.services.kms.model.AWSKMSException: User: ' +
      'arn:aws:sts::000000000000:assumed-role/reader/test is not authorized to perform: kms:Decrypt on resource: ' +
      `${arn} because no identity-based policy allows the kms:Decrypt action ` +
      '(Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: <id>; Proxy: null)',
  });
});

test("a disabled key stops reads with AWS's words", () => {
  const { cloud, id, arn, created, get } = keyedTable();
  created();
  cloud.ask('kms').disableKey({ KeyId: id });
  expect(refused(get)).toEqual({
    code: 'ValidationException',
    message:
      `KMS key disabled error: com.amazonaws.services.kms.model.DisabledException: ${arn} is disabled. ` +
      '(Service: AWSKMS; Status Code: 400; Error Code: DisabledException; Request ID: <id>; Proxy: null)',
  });
  cloud.ask('kms').enableKey({ KeyId: id });
  expect(get()).toEqual({});
});

test('a table is not made with a key that is not there', () => {
  const { cloud, create } = keyedTable({ keyId: 'alias/none' });
  expect(refused(create)).toEqual({
    code: 'ValidationException',
    message:
      'KMS validation error: com.amazonaws.services.kms.model.NotFoundException: ' +
      'Alias arn:aws:kms:us-east-1:000000000000:alias/none is not found. ' +
      '(Service: AWSKMS; Status Code: 400; Error Code: NotFoundException; Request ID: <id>; Proxy: null)',
  });
  expect(cloud.ask('dynamodb').listTables({}).TableNames).toEqual([]);
});

test("a table is not made with another service's key", () => {
  const { create } = keyedTable({ keyId: 'alias/aws/s3' });
  expect(refused(create)).toMatchObject({
    code: 'AccessDeniedException',
    message: expect.stringContaining('because no resource-based policy allows the kms:CreateGrant action'),
  });
});

test('what a specification says must fit together', () => {
  const { cloud, created } = keyedTable();
  created();
  const update = (SSESpecification: object) => () =>
    cloud.ask('dynamodb').updateTable({ TableName, SSESpecification });
  const invalid = 'One or more parameter values were invalid: ';
  expect(update({ Enabled: false, SSEType: 'KMS' })).toThrow(
    `${invalid}SSEType can not be specified if Enabled is false`,
  );
  expect(update({ Enabled: true, KMSMasterKeyId: 'alias/x' })).toThrow(
    `${invalid}SSEType KMS is required if KMSMasterKeyId is specified`,
  );
  expect(update({ Enabled: true, SSEType: 'AES256' })).toThrow(`${invalid}SSEType AES256 is not supported`);
});
