import { exactlyOnce, noLoss, processedAll, sometimes } from '../../framework/properties';
import { queueArn, givenUp, processed, story } from './story';

describe('processedAll', () => {
  test('holds when every order has an outcome, and says how many', () => {
    const told = story();
    processed(told, 'a');
    processed(told, 'b');
    expect(processedAll().judge(told.evidence(['a', 'b'], ['b', 'a']))).toEqual({
      holds: true,
      proven: '2 of 2 orders done',
    });
  });

  test('counts orders, not outcomes: neither doubles nor what nobody submitted', () => {
    const told = story();
    const verdict = processedAll().judge(told.evidence(['a'], ['a', 'a', 'stranger']));
    expect(verdict).toEqual({ holds: true, proven: '1 of 1 order done' });
  });

  test('fails when one has none, with its history and where to look', () => {
    const told = story();
    processed(told, 'a');
    const invoked = told.invoke(told.submit('b'));
    told.write(invoked, { code: 'ThrottlingException', fault: 'throttle-1' });
    expect(processedAll().judge(told.evidence(['a', 'b'], ['a']))).toMatchInlineSnapshot(`
     {
       "fix": {
         "place": "src/handler.mjs:31",
         "text": "let the error leave the handler, or retry until the call succeeds",
       },
       "holds": false,
       "lines": [
         {
           "label": "lost",
           "text": "b",
         },
         {
           "label": "history",
           "text": "00:00:00.060  scenario: s3:PutObject b.json → done",
         },
         {
           "label": "history",
           "text": "00:00:00.080  Processor: invocation started (attempt 1)",
         },
         {
           "label": "history",
           "text": "00:00:00.090  Processor#1: dynamodb:PutItem Ledger → ThrottlingException (injected by throttle-1)  src/handler.mjs:31",
         },
       ],
       "what": "1 of 2 orders has no outcome",
     }
    `);
  });

  test('a dead letter is no outcome', () => {
    const told = story();
    givenUp(told, 'a');
    givenUp(told, 'b');
    expect(processedAll().judge(told.evidence(['a', 'b', 'c'], ['c']))).toMatchObject({
      holds: false,
      what: '2 of 3 orders have no outcome',
    });
  });
});

describe('noLoss', () => {
  test('holds when what has no outcome is a dead letter', () => {
    const told = story();
    processed(told, 'a');
    givenUp(told, 'b');
    expect(noLoss().judge(told.evidence(['a', 'b'], ['a']))).toEqual({
      holds: true,
      proven: '1 of 2 orders done, 1 of 2 orders dead-lettered',
    });
  });

  test('fails when one is neither here nor there', () => {
    const told = story();
    givenUp(told, 'a');
    told.event(told.invoke(told.submit('b')), 'no dead-letter queue or destination');
    expect(noLoss().judge(told.evidence(['a', 'b'], []))).toMatchInlineSnapshot(`
     {
       "fix": {
         "place": "template.yaml:12",
         "text": "give Processor a dead-letter queue (DeadLetterConfig) or an on-failure destination",
       },
       "holds": false,
       "lines": [
         {
           "label": "lost",
           "text": "b",
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
           "text": "00:00:00.140  Processor: no dead-letter queue or destination",
         },
       ],
       "what": "1 of 2 orders has neither an outcome nor a dead letter",
     }
    `);
  });

  test('a dead letter that was refused is none, nor is one in a place that was not declared', () => {
    const refused = story();
    refused.deadLetter(refused.submit('a'), { code: 'AccessDenied' });
    expect(noLoss().judge(refused.evidence(['a'], []))).toMatchObject({ holds: false });
    const elsewhere = story();
    const resource = `${queueArn}-other`;
    elsewhere.call(elsewhere.submit('a'), { service: 'sqs', operation: 'SendMessage', resource }, {});
    expect(noLoss().judge(elsewhere.evidence(['a'], []))).toMatchObject({
      holds: false,
      what: '1 of 1 order has neither an outcome nor a dead letter',
    });
  });
});

describe('exactlyOnce', () => {
  test('holds when each order has one outcome', () => {
    const told = story();
    expect(exactlyOnce().judge(told.evidence(['a', 'b'], ['a', 'b']))).toEqual({
      holds: true,
      proven: '2 of 2 orders with exactly one outcome',
    });
  });

  test('fails when one was done twice, with the write that did it', () => {
    const told = story();
    processed(told, 'a');
    const submitted = told.submit('b');
    told.write(told.invoke(submitted));
    told.write(told.invoke(submitted), {}, { operation: 'UpdateItem' });
    expect(exactlyOnce().judge(told.evidence(['a', 'b'], ['a', 'b', 'b']))).toMatchInlineSnapshot(`
     {
       "fix": {
         "place": "src/handler.mjs:31",
         "text": "make this dynamodb:UpdateItem conditional, so that the same event has no second effect",
       },
       "holds": false,
       "lines": [
         {
           "label": "doubled",
           "text": "b (2 outcomes)",
         },
         {
           "label": "history",
           "text": "00:00:00.060  scenario: s3:PutObject b.json → done",
         },
         {
           "label": "history",
           "text": "00:00:00.080  Processor: invocation started (attempt 1)",
         },
         {
           "label": "history",
           "text": "00:00:00.090  Processor#1: dynamodb:PutItem Ledger → done  src/handler.mjs:31",
         },
         {
           "label": "history",
           "text": "00:00:00.110  Processor: invocation started (attempt 1)",
         },
         {
           "label": "history",
           "text": "00:00:00.120  Processor#1: dynamodb:UpdateItem Ledger → done  src/handler.mjs:31",
         },
       ],
       "what": "1 of 2 orders has more than one outcome",
     }
    `);
  });

  test('fails when one was not done at all', () => {
    const told = story();
    const lost = told.evidence(['a', 'b'], ['b']);
    expect(exactlyOnce().judge(lost)).toMatchInlineSnapshot(`
     {
       "fix": {
         "text": "submit made no call for it: look at the system's submit()",
       },
       "holds": false,
       "lines": [
         {
           "label": "lost",
           "text": "a",
         },
       ],
       "what": "1 of 2 orders has no outcome",
     }
    `);
  });

  test('tells doubled and lost ones together', () => {
    const verdict = exactlyOnce().judge(story().evidence(['a', 'b', 'c'], ['a', 'a', 'a', 'b', 'b']));
    expect(verdict).toMatchObject({
      what: '2 of 3 orders have more than one outcome, 1 of 3 orders has no outcome',
      lines: [
        { label: 'doubled', text: 'a (3 outcomes), b (2 outcomes)' },
        { label: 'lost', text: 'c' },
      ],
    });
  });

  test('what is excepted may have no outcome, but not two', () => {
    const property = exactlyOnce({ except: ['poison'] });
    const told = story();
    expect(property.judge(told.evidence(['a', 'poison'], ['a']))).toEqual({
      holds: true,
      proven: '1 of 2 orders with exactly one outcome',
    });
    expect(property.judge(told.evidence(['a', 'poison'], ['a', 'poison', 'poison']))).toMatchObject({
      holds: false,
    });
    expect(property.judge(told.evidence(['a', 'poison'], ['poison']))).toMatchObject({ holds: false });
  });
});

test('sometimes is judged by its own question, over all runs', () => {
  const property = sometimes('two at once', ({ outcomes }) => outcomes.length > 1);
  expect([property.name, property.judge(story().evidence([], []))]).toEqual([
    'sometimes: two at once',
    { holds: true, proven: 'judged over all runs' },
  ]);
  expect([['a'], ['a', 'b']].map((outcomes) => property.sometimes?.(story().evidence([], outcomes)))).toEqual(
    [false, true],
  );
});

test('a property says what a cloud must be able to do for it', () => {
  const needs = [processedAll(), noLoss(), exactlyOnce(), sometimes('x', () => true)].map(
    (property) => property.needs,
  );
  expect(needs).toEqual([[], ['trace'], [], ['trace']]);
});

test.each([processedAll(), noLoss(), exactlyOnce()])(
  '$name proves nothing where nothing was submitted',
  (property) => {
    expect(property.judge(story().evidence([], []))).toMatchObject({
      holds: false,
      what: 'no order was submitted, so it proves nothing',
    });
  },
);

test('exactlyOnce tells outcomes that nobody submitted', () => {
  expect(exactlyOnce().judge(story().evidence(['a'], ['a', 'b']))).toMatchObject({
    holds: false,
    what: '1 of 1 order has outcomes though nobody submitted it',
  });
});
