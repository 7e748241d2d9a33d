import {
  WORKER,
  awaitTurn,
  channelMemory,
  crowdMemory,
  join,
  leave,
  openChannel,
} from '../../../../framework/services/lambda/host/channel';

/** A worker's end of a channel on which it is never its turn, among so many threads that are awake. */
function waiting(awake: number, processors: number) {
  const crowd = crowdMemory(processors);
  const channel = openChannel(channelMemory(), crowd);
  for (let thread = 1; thread < awake; thread++) join(channel);
  return { channel, awake: () => new Int32Array(crowd)[0] };
}

test('who looked in vain looks half as long the next time', () => {
  const { channel } = waiting(2, 2);
  const { looks } = channel;
  expect(awaitTurn(channel, WORKER, 1)).toBe(false);
  expect(channel.looks).toBe(looks / 2);
});

test('where more threads are awake than processors nobody looks, and nothing is learned from it', () => {
  const { channel } = waiting(3, 2);
  const { looks } = channel;
  expect(awaitTurn(channel, WORKER, 1)).toBe(false);
  expect(channel.looks).toBe(looks);
});

test('a thread counts as awake again after its sleep', () => {
  const { channel, awake } = waiting(2, 2);
  awaitTurn(channel, WORKER, 1);
  expect(awake()).toBe(2);
});

test('a thread that is gone is no longer counted, whether it was awake or slept', () => {
  const { channel, awake } = waiting(2, 2);
  leave(channel);
  expect(awake()).toBe(1);
  const asleep = waiting(2, 2);
  Atomics.sub(asleep.channel.crowd, 0, 1);
  Atomics.store(asleep.channel.control, 3, 1);
  leave(asleep.channel);
  expect(asleep.awake()).toBe(1);
});
