import { boundedConcurrency } from '../../framework/properties';
import { story, type Story } from './story';

function start(told: Story, work: string, environment: number): () => void {
  const started = told.event(told.submit(work), 'invocation started', { attempt: 1, environment });
  return () => {
    told.event(started, 'invocation ended', { environment, outcome: 'value' });
  };
}

test('holds when no more ran at once than are allowed', () => {
  const told = story();
  const endA = start(told, 'a', 1);
  const endB = start(told, 'b', 2);
  endA();
  const endC = start(told, 'c', 1);
  endB();
  endC();
  expect(boundedConcurrency({ function: 'Processor', max: 2 }).judge(told.evidence([], []))).toEqual({
    holds: true,
    proven: 'at most 2 invocations of Processor at once, 2 allowed',
  });
});

test('fails when more did, and tells which', () => {
  const told = story();
  const ends = ['a', 'b', 'c'].map((work, index) => start(told, work, index));
  for (const end of ends) end();
  expect(boundedConcurrency({ function: 'Processor', max: 2 }).judge(told.evidence([], [])))
    .toMatchInlineSnapshot(`
   {
     "fix": {
       "place": "template.yaml:12",
       "text": "set ReservedConcurrentExecutions of Processor to 2, or MaximumConcurrency of its event source",
     },
     "holds": false,
     "lines": [
       {
         "label": "at once",
         "text": "00:00:00.030  a, attempt 1",
       },
       {
         "label": "at once",
         "text": "00:00:00.060  b, attempt 1",
       },
       {
         "label": "at once",
         "text": "00:00:00.090  c, attempt 1",
       },
     ],
     "what": "3 invocations of Processor ran at once, 2 allowed",
   }
  `);
});

test('an initialisation that ran out of time does not count beside the one that follows it', () => {
  const told = story();
  const started = told.event(told.submit('a'), 'invocation started', { environment: 1 });
  told.event(started, 'initialisation timed out', { environment: 1 });
  told.event(started, 'invocation started', { environment: 2 });
  expect(boundedConcurrency({ function: 'Processor', max: 1 }).judge(told.evidence([], []))).toEqual({
    holds: true,
    proven: 'at most 1 invocation of Processor at once, 1 allowed',
  });
});

test('proves nothing of a function that never ran', () => {
  const told = story();
  start(told, 'a', 1);
  expect(boundedConcurrency({ function: 'Sender', max: 1 }).judge(told.evidence([], []))).toEqual({
    holds: false,
    what: 'Sender was never invoked, so it proves nothing',
    lines: [],
    fix: { text: 'give the logical id of a function that the storm invokes' },
  });
});
