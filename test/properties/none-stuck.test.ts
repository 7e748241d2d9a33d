import { noneStuck } from '../../framework/properties';
import type { StackState } from '../../framework/properties/property';
import { story } from './story';

const judged = (stacks: readonly StackState[]) => noneStuck().judge({ ...story().evidence([], []), stacks });

const complete: StackState = { name: 'network', status: 'UPDATE_COMPLETE', causes: [] };

test('holds when each stack can be updated, and when there is none left', () => {
  expect(judged([complete])).toEqual({ holds: true, proven: '1 of 1 stack' });
  expect(judged([])).toEqual({ holds: true, proven: 'no stack is left' });
});

test('fails with what keeps a stack where it is, the way out and the place', () => {
  const stuck: StackState = {
    name: 'shop',
    status: 'UPDATE_ROLLBACK_FAILED',
    reason: 'The following resource(s) failed to update: [Processor]. ',
    wayOut: 'aws cloudformation continue-update-rollback --stack-name shop --region us-east-1',
    causes: [{ logicalId: 'Processor', status: 'UPDATE_FAILED', reason: 'A bad day.' }],
  };
  expect(judged([complete, stuck])).toMatchInlineSnapshot(`
   {
     "fix": {
       "place": "template.yaml:12",
       "text": "mend what failed at Processor, then take the way out",
     },
     "holds": false,
     "lines": [
       {
         "label": "stuck",
         "text": "shop  UPDATE_ROLLBACK_FAILED  The following resource(s) failed to update: [Processor].",
       },
       {
         "label": "cause",
         "text": "Processor  UPDATE_FAILED  A bad day.",
       },
       {
         "label": "way out",
         "text": "aws cloudformation continue-update-rollback --stack-name shop --region us-east-1",
       },
     ],
     "what": "1 of 2 stacks is stuck",
   }
  `);
});

test('the place is that of the template that was tried last, where that is known', () => {
  const causes = [{ logicalId: 'Processor', status: 'UPDATE_FAILED', place: 'next.yaml:7' }];
  expect(judged([{ name: 'shop', status: 'UPDATE_FAILED', wayOut: 'roll back', causes }])).toMatchObject({
    fix: { text: 'mend what failed at Processor, then take the way out', place: 'next.yaml:7' },
  });
  expect(judged([{ name: 'shop', status: 'UPDATE_FAILED', wayOut: 'roll back', causes: [] }])).toMatchObject({
    fix: { text: 'take the way out of shop' },
  });
});
