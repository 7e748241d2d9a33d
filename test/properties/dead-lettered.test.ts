import { deadLettered } from '../../framework/properties';
import { givenUp, letter, processed, story } from './story';

test('holds when these orders, and no others, became dead letters after so many attempts', () => {
  const told = story();
  processed(told, 'a');
  givenUp(told, 'poison');
  expect(
    deadLettered({ only: ['poison'], attempts: 3 }).judge(told.evidence(['a', 'poison'], ['a'], [letter()])),
  ).toEqual({
    holds: true,
    proven: 'poison dead-lettered after 3 attempts',
  });
});

test('without a number any number of attempts will do', () => {
  const told = story();
  givenUp(told, 'a', 1);
  givenUp(told, 'b', 2);
  expect(deadLettered({ only: ['a', 'b'] }).judge(told.evidence(['a', 'b'], []))).toEqual({
    holds: true,
    proven: 'a, b dead-lettered',
  });
});

test('that nothing became a dead letter can be claimed too', () => {
  const told = story();
  processed(told, 'a');
  const none = deadLettered({ only: [] });
  expect(none.judge(told.evidence(['a'], ['a']))).toEqual({ holds: true, proven: 'nothing dead-lettered' });
  givenUp(told, 'b');
  expect(none.judge(told.evidence(['a', 'b'], ['a']))).toMatchObject({ holds: false });
});

test('fails when one that was meant to fail is in no dead-letter place', () => {
  const told = story();
  told.fail(told.invoke(told.submit('poison')));
  expect(deadLettered({ only: ['poison'] }).judge(told.evidence(['poison'], []))).toMatchInlineSnapshot(`
   {
     "fix": {
       "text": "follow the history: nothing failed, so something upstream did not hand it on",
     },
     "holds": false,
     "lines": [
       {
         "label": "lost",
         "text": "poison",
       },
       {
         "label": "history",
         "text": "00:00:00.010  scenario: s3:PutObject poison.json → done",
       },
       {
         "label": "history",
         "text": "00:00:00.030  Processor: invocation started (attempt 1)",
       },
       {
         "label": "history",
         "text": "00:00:00.040  Processor: invocation failed (errorType Error)",
       },
     ],
     "what": "1 of 1 order meant to fail is in no dead-letter place",
   }
  `);
});

test('fails when another one became a dead letter', () => {
  const told = story();
  givenUp(told, 'poison');
  givenUp(told, 'b', 1);
  givenUp(told, 'c', 1);
  expect(deadLettered({ only: ['poison'] }).judge(told.evidence(['poison', 'b', 'c'], [])))
    .toMatchInlineSnapshot(`
   {
     "fix": {
       "text": "follow the history: nothing failed, so something upstream did not hand it on",
     },
     "holds": false,
     "lines": [
       {
         "label": "stray",
         "text": "b, c",
       },
       {
         "label": "history",
         "text": "00:00:00.110  scenario: s3:PutObject b.json → done",
       },
       {
         "label": "history",
         "text": "00:00:00.130  Processor: invocation started (attempt 1)",
       },
       {
         "label": "history",
         "text": "00:00:00.140  Processor: invocation failed (errorType Error)",
       },
       {
         "label": "history",
         "text": "00:00:00.150  lambda: sqs:SendMessage Dlq → done",
       },
     ],
     "what": "2 of 3 orders became dead letters though they were not meant to",
   }
  `);
});

test('fails when it was tried too seldom or too often', () => {
  const verdicts = [2, 4].map((attempts) => {
    const told = story();
    givenUp(told, 'poison', attempts);
    return deadLettered({ only: ['poison'], attempts: 3 }).judge(told.evidence(['poison'], []));
  });
  expect(verdicts).toMatchObject([
    {
      what: 'poison became a dead letter after 2 attempts, not 3',
      lines: expect.arrayContaining([{ label: 'attempts', text: '2' }]),
    },
    { what: 'poison became a dead letter after 4 attempts, not 3' },
  ]);
});

test('attempts after the dead letter are those of another delivery', () => {
  const told = story();
  const submitted = told.submit('poison');
  for (let attempt = 1; attempt <= 3; attempt++) told.fail(told.invoke(submitted, attempt));
  told.deadLetter(submitted);
  told.fail(told.invoke(submitted));
  expect(deadLettered({ only: ['poison'], attempts: 3 }).judge(told.evidence(['poison'], []))).toMatchObject({
    holds: true,
  });
});

test('fails when a letter lacks what Lambda tells of its failure', () => {
  const told = story();
  givenUp(told, 'poison');
  const bare = letter('{"id":"poison"}', ['ErrorCode', 'RequestID']);
  expect(deadLettered({ only: ['poison'] }).judge(told.evidence(['poison'], [], [letter(), bare])))
    .toMatchInlineSnapshot(`
   {
     "fix": {
       "text": "follow the history: nothing failed, so something upstream did not hand it on",
     },
     "holds": false,
     "lines": [
       {
         "label": "message",
         "text": "{"id":"poison"}",
       },
       {
         "label": "history",
         "text": "00:00:00.010  scenario: s3:PutObject poison.json → done",
       },
       {
         "label": "history",
         "text": "00:00:00.030  Processor: invocation started (attempt 1)",
       },
       {
         "label": "history",
         "text": "00:00:00.040  Processor: invocation failed (errorType Error)",
       },
       {
         "label": "history",
         "text": "00:00:00.050  Processor: invocation started (attempt 2)",
       },
       {
         "label": "history",
         "text": "00:00:00.060  Processor: invocation failed (errorType Error)",
       },
       {
         "label": "history",
         "text": "00:00:00.070  Processor: invocation started (attempt 3)",
       },
       {
         "label": "history",
         "text": "00:00:00.080  Processor: invocation failed (errorType Error)",
       },
       {
         "label": "history",
         "text": "00:00:00.090  lambda: sqs:SendMessage Dlq → done",
       },
     ],
     "what": "a message in Dlq lacks ErrorCode, RequestID",
   }
  `);
});

test('a letter that a queue moved after several receives has no such attributes to have', () => {
  const told = story();
  givenUp(told, 'poison');
  const moved = { body: '{}', attributes: {}, receiveCount: 4 };
  expect(deadLettered({ only: ['poison'] }).judge(told.evidence(['poison'], [], [moved]))).toMatchObject({
    holds: true,
  });
});
