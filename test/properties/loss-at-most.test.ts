import { epochMs } from '../../framework/kernel';
import { lossAtMost } from '../../framework/properties';
import type { Evidence, Look } from '../../framework/properties/property';
import { story, type Story } from './story';

const options = {
  before: 'before',
  after: 'after',
  of: 'Processor',
  by: 'backups',
};

function look(name: string, minute: number, ids: string[]): Look {
  return {
    name,
    atMs: epochMs + minute * 60_000,
    submitted: ids,
    outcomes: ids.map((id) => ({ id })),
  };
}

function evidence(told: Story, ...looks: Look[]): Evidence {
  return { ...told.evidence([], []), looks };
}

test('holds when all of it is back in time', () => {
  const looks = evidence(story(), look('before', 0, ['a', 'b']), look('after', 30, ['b', 'a', 'c']));
  expect(lossAtMost({ ...options, within: '1 hour' }).judge(looks)).toEqual({
    holds: true,
    proven: '2 of 2 orders back after 30 min, 1 hour allowed',
  });
});

test('fails when some of it is lost, tells what was tried, and where to mend it', () => {
  const told = story();
  told.call(
    0,
    {
      task: 'scenario',
      call: 1,
      service: 'dynamodb',
      operation: 'RestoreTableToPointInTime',
      subject: 'Ledger',
    },
    { code: 'PointInTimeRecoveryUnavailableException', message: 'not enabled' },
  );
  told.call(
    0,
    {
      task: 'scenario',
      call: 2,
      service: 'dynamodb',
      operation: 'DescribeTable',
    },
    {},
  );
  const looks = evidence(told, look('before', 0, ['a', 'b']), look('after', 30, ['b']));
  expect(lossAtMost(options).judge(looks)).toMatchInlineSnapshot(`
   {
     "fix": {
       "place": "template.yaml:12",
       "text": "turn on backups of Processor",
     },
     "holds": false,
     "lines": [
       {
         "label": "lost",
         "text": "a",
       },
       {
         "label": "history",
         "text": "00:00:00.010  scenario: dynamodb:RestoreTableToPointInTime Ledger → PointInTimeRecoveryUnavailableException: not enabled",
       },
     ],
     "what": "1 of 2 orders lost for ever",
   }
  `);
});

test('what was submitted within the window may be lost', () => {
  const told = story();
  told.submit('a');
  told.wait(9 * 60_000);
  told.submit('b');
  const looks = evidence(told, look('before', 10, ['a', 'b']), look('after', 20, ['a']));
  expect(lossAtMost({ ...options, window: '5 minutes' }).judge(looks)).toMatchObject({ holds: true });
  expect(lossAtMost({ ...options, window: '30 seconds' }).judge(looks)).toMatchObject({
    what: '1 of 2 orders lost for ever',
  });
});

test('fails when it took too long', () => {
  const looks = evidence(story(), look('before', 0, ['a']), look('after', 90, ['a']));
  expect(lossAtMost({ ...options, within: '1 hour' }).judge(looks)).toMatchObject({
    what: 'the recovery took 1 h 30 min, 1 hour allowed',
  });
});

test('proves nothing without both looks', () => {
  expect(lossAtMost(options).judge(evidence(story(), look('before', 0, ['a'])))).toMatchObject({
    holds: false,
    what: "the looks 'before' and 'after' show nothing that could have been lost, so it proves nothing",
  });
});
