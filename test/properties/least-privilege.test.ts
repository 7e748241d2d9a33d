import { leastPrivilege } from '../../framework/properties';
import type { Evidence, Grant } from '../../framework/properties/property';
import { story, type Story } from './story';

const ledger = 'arn:aws:dynamodb:us-east-1:000000000000:table/orders-Ledger-3Z';
const principal = 'arn:aws:sts::000000000000:assumed-role/orders-Role-4A/orders-Processor-1X';

function grant(more: Partial<Grant> = {}): Grant {
  return {
    role: 'ProcessorRole',
    roleName: 'orders-Role-4A',
    name: 'WriteLedger',
    sid: 'WriteLedger',
    actions: ['dynamodb:PutItem'],
    resources: [{ pattern: ledger, within: 'Ledger' }],
    place: 'template.yaml:30',
    ...more,
  };
}

function evidence(told: Story, grants: Grant[]): Evidence {
  return { ...told.evidence([], []), grants };
}

/** The role puts an item into the ledger. */
function written(): Story {
  const told = story();
  told.write(0, {}, { principal });
  return told;
}

test('holds when each statement was used in full', () => {
  expect(leastPrivilege().judge(evidence(written(), [grant()]))).toEqual({
    holds: true,
    proven: '1 of 1 statement used in full',
  });
});

test('fails when statements, actions or resources were never used, or wildcards are wider than what was', () => {
  const grants = [
    grant(),
    grant({ name: 'Send', sid: 'Send', actions: ['sqs:SendMessage'], place: 'template.yaml:35' }),
    grant({ name: 'Delete', actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'] }),
    grant({ name: 'AllActions', actions: ['dynamodb:*'] }),
    grant({ name: 'AllTables', resources: [{ pattern: '*' }] }),
    grant({ name: 'TwoTables', resources: [{ pattern: ledger }, { pattern: `${ledger}-2` }] }),
  ];
  expect(leastPrivilege().judge(evidence(written(), grants))).toMatchInlineSnapshot(`
   {
     "fix": {
       "place": "template.yaml:35",
       "text": "narrow Send of ProcessorRole to what is used, or let the storm use the rest",
     },
     "holds": false,
     "lines": [
       {
         "label": "excess",
         "text": "ProcessorRole, Send: was never used  template.yaml:35",
       },
       {
         "label": "excess",
         "text": "ProcessorRole, Delete: dynamodb:DeleteItem was never used  template.yaml:30",
       },
       {
         "label": "excess",
         "text": "ProcessorRole, AllActions: dynamodb:* is wider than what was used, dynamodb:PutItem  template.yaml:30",
       },
       {
         "label": "excess",
         "text": "ProcessorRole, AllTables: * is wider than what was used, Ledger  template.yaml:30",
       },
       {
         "label": "excess",
         "text": "ProcessorRole, TwoTables: arn:aws:dynamodb:us-east-1:000000000000:table/orders-Ledger-3Z-2 was never used  template.yaml:30",
       },
     ],
     "what": "5 of 6 statements grant more than was used",
   }
  `);
});

test('a wildcard within one resource of the stack is not too wide', () => {
  const told = story();
  const object = { principal, service: 's3', operation: 'PutObject', resource: 'arn:aws:s3:::out/a.json' };
  told.write(0, {}, object);
  const resources = [{ pattern: 'arn:aws:s3:::out/*', within: 'Out' }];
  expect(
    leastPrivilege().judge(evidence(told, [grant({ actions: ['s3:PutObject'], resources })])),
  ).toMatchObject({ holds: true });
});

test('nor is one for actions that know no resource', () => {
  const told = story();
  told.write(0, {}, { principal, service: 'cloudwatch', operation: 'PutMetricData', resource: '*' });
  const grants = [grant({ actions: ['cloudwatch:putmetricdata'], resources: [{ pattern: '*' }] })];
  expect(leastPrivilege().judge(evidence(told, grants))).toMatchObject({ holds: true });
});

test('an operation uses the permissions that it needs, whatever it is called', () => {
  const told = story();
  const accesses = ['dynamodb:PutItem', 'dynamodb:DeleteItem'].map((action) => ({
    action,
    resource: ledger,
  }));
  told.write(0, {}, { principal, operation: 'TransactWriteItems', accesses });
  const grants = [grant({ actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'] })];
  expect(leastPrivilege().judge(evidence(told, grants))).toMatchObject({ holds: true });
});

test('what was denied, and what another role did, uses nothing', () => {
  const told = story();
  told.write(0, { code: 'AccessDeniedException' }, { principal });
  told.write(0, {}, { principal: principal.replace('Role-4A', 'Role-5B') });
  expect(leastPrivilege().judge(evidence(told, [grant()]))).toMatchObject({
    holds: false,
    lines: [{ label: 'excess', text: 'ProcessorRole, WriteLedger: was never used  template.yaml:30' }],
  });
});

test('a statement may be taken as it is, by its Sid', () => {
  const grants = [grant(), grant({ sid: 'Send', actions: ['sqs:SendMessage'] })];
  expect(leastPrivilege({ except: ['Send'] }).judge(evidence(written(), grants))).toMatchObject({
    holds: true,
  });
});

test('one role may be judged alone, and one without statements proves nothing', () => {
  const grants = [grant(), grant({ role: 'SenderRole', roleName: 'orders-Sender-6C' })];
  expect(leastPrivilege({ role: 'ProcessorRole' }).judge(evidence(written(), grants))).toMatchObject({
    holds: true,
  });
  expect(leastPrivilege({ role: 'Stranger' }).judge(evidence(written(), grants))).toMatchObject({
    holds: false,
    what: 'Stranger has no statement to judge, so it proves nothing',
  });
});

test('what grants all but a few things is too wide', () => {
  const { actions: _, ...rest } = grant();
  expect(leastPrivilege().judge(evidence(written(), [rest]))).toMatchObject({
    holds: false,
    lines: [
      {
        label: 'excess',
        text: 'ProcessorRole, WriteLedger: NotAction grants whatever it does not name  template.yaml:30',
      },
    ],
  });
});
