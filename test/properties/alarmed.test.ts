import { alarmed } from '../../framework/properties';
import { story, type Story } from './story';

function change(told: Story, name: string, from: string, to: string): void {
  const arn = `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`;
  told.event(0, 'alarm state changed', { from, to, reason: 'Threshold Crossed' }, arn);
}

test('holds when these alarms and no others went off', () => {
  const told = story();
  change(told, 'Latency', 'INSUFFICIENT_DATA', 'OK');
  change(told, 'DeadLetters', 'INSUFFICIENT_DATA', 'ALARM');
  change(told, 'DeadLetters', 'ALARM', 'OK');
  expect(alarmed({ only: ['DeadLetters'] }).judge(told.evidence([], []))).toEqual({
    holds: true,
    proven: 'DeadLetters went off, and no other',
  });
});

test('fails when one stayed silent or another went off, and tells what alarms did', () => {
  const told = story();
  change(told, 'Latency', 'OK', 'ALARM');
  change(told, 'DeadLetters', 'INSUFFICIENT_DATA', 'OK');
  expect(alarmed({ only: ['DeadLetters'] }).judge(told.evidence([], []))).toMatchInlineSnapshot(`
   {
     "fix": {
       "text": "have an alarm DeadLetters, and check its metric, dimensions, threshold and period",
     },
     "holds": false,
     "lines": [
       {
         "label": "alarms",
         "text": "00:00:00.010  Latency: OK → ALARM  Threshold Crossed",
       },
       {
         "label": "alarms",
         "text": "00:00:00.020  DeadLetters: INSUFFICIENT_DATA → OK  Threshold Crossed",
       },
     ],
     "what": "DeadLetters did not go off, Latency went off though not meant to",
   }
  `);
});

test('that none went off can be claimed too', () => {
  const told = story();
  expect(alarmed({ only: [] }).judge(told.evidence([], []))).toEqual({
    holds: true,
    proven: 'no alarm went off',
  });
  change(told, 'Latency', 'OK', 'ALARM');
  expect(alarmed({ only: [] }).judge(told.evidence([], []))).toMatchObject({
    holds: false,
    what: 'Latency went off though not meant to',
  });
});

test('with a topic, each alarm must have told it', () => {
  const told = story();
  const arn = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:DeadLetters';
  const rang = told.event(0, 'alarm state changed', { from: 'OK', to: 'ALARM' }, arn);
  const property = alarmed({ only: ['DeadLetters'], notifies: 'Alarms' });
  expect(property.judge(told.evidence([], []))).toMatchInlineSnapshot(`
   {
     "fix": {
       "text": "let DeadLetters tell Alarms (AlarmActions)",
     },
     "holds": false,
     "lines": [
       {
         "label": "alarms",
         "text": "00:00:00.010  DeadLetters: OK → ALARM",
       },
     ],
     "what": "DeadLetters went off and did not tell Alarms",
   }
  `);
  const publish = {
    task: 'cloudwatch',
    service: 'sns',
    operation: 'Publish',
    resource: 'arn:aws:sns:x:y:Alarms',
  };
  told.call(rang, publish, { code: 'AuthorizationError' });
  expect(property.judge(told.evidence([], []))).toMatchObject({ holds: false });
  told.call(rang, publish, {});
  expect(property.judge(told.evidence([], []))).toEqual({
    holds: true,
    proven: 'DeadLetters went off, and no other, and Alarms was told',
  });
});
