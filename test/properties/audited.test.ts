import { epochMs } from '../../framework/kernel';
import { audited } from '../../framework/properties';
import type { Evidence } from '../../framework/properties/property';
import { story, type Story } from './story';

const property = audited({ at: 'trail', operations: ['DeleteTable'] });

function deleteTable(told: Story, principal: string): void {
  told.call(0, { task: 'scenario', service: 'dynamodb', operation: 'DeleteTable', principal }, {});
}

function evidence(told: Story, ...events: [event: string, by: string][]): Evidence {
  const outcomes = events.map(([event, by]) => ({ id: event, event, by }));
  return {
    ...told.evidence([], []),
    looks: [{ name: 'trail', atMs: epochMs + 60_000, submitted: [], outcomes }],
  };
}

test('holds when each call is in the trail, with its caller', () => {
  const told = story();
  deleteTable(told, 'arn:aws:iam::000000000000:root');
  deleteTable(told, 'arn:aws:sts::000000000000:assumed-role/Admin/anna');
  expect(
    property.judge(evidence(told, ['DeleteTable', 'anna'], ['DeleteTable', 'root'], ['GetItem', 'x'])),
  ).toEqual({
    holds: true,
    proven: '2 of 2 calls in the audit trail',
  });
});

test('fails when one is missing or was never made, and names them', () => {
  const told = story();
  deleteTable(told, 'arn:aws:iam::000000000000:root');
  expect(property.judge(evidence(told, ['DeleteTable', 'anna']))).toMatchInlineSnapshot(`
   {
     "fix": {
       "text": "look at who may switch the trail off, and in which region it is read",
     },
     "holds": false,
     "lines": [
       {
         "label": "missing",
         "text": "00:00:00.010  DeleteTable by root",
       },
       {
         "label": "unmade",
         "text": "DeleteTable by anna",
       },
     ],
     "what": "1 of 1 call not in the audit trail, 1 in it that nobody made",
   }
  `);
});

test('proves nothing without a call or without the trail', () => {
  expect(property.judge(evidence(story()))).toMatchObject({
    what: 'nobody called DeleteTable, so it proves nothing',
  });
  expect(property.judge(story().evidence([], []))).toMatchObject({
    what: "the storm took no look 'trail', so it proves nothing",
  });
});
