import { none, type Fault } from '../../framework/faults';
import { environment, ordersCloud, service } from './orders';

function story(faults: Fault[]) {
  const cloud = ordersCloud();
  const armed = faults.map((fault) => cloud.inject(fault));
  const codes = [cloud.send(environment(1)), cloud.send(service), cloud.look(environment(2))];
  cloud.put('a', 'b');
  cloud.settle();
  return { codes, fired: armed.map(({ fired }) => fired), hash: cloud.world.trace.hash() };
}

test('nothing goes wrong: the run is the same as without it, and it never fires', () => {
  const plain = story([]);
  expect(story([none(), none({ service: 'sqs', chance: 0.5, times: 1 })])).toEqual({
    ...plain,
    fired: [0, 0],
  });
  expect(plain.codes).toEqual(['done', 'done', 'done']);
});

test('it is called by what it would hit', () => {
  expect(none({ service: 's3' }).title).toBe('nothing to s3');
});
