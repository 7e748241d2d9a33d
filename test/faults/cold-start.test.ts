import { coldStart } from '../../framework/faults';
import { functionArn } from '../services/lambda/function-cloud';
import { processorCloud, type ProcessorCloud } from './processor';

/** Invokes one after the other, each to its end; answers the environments that were started. */
function invoke(cloud: ProcessorCloud, times: number): string[] {
  for (let n = 0; n < times; n++) {
    cloud.invokeAndWait();
    cloud.returnLast();
  }
  return cloud.started();
}

test('without it the second invocation uses the environment again', () => {
  expect(invoke(processorCloud(), 3)).toEqual(['Processor/1']);
});

test('each invocation begins in a fresh environment, and the idle one ends', () => {
  const cloud = processorCloud();
  const armed = cloud.inject(coldStart());
  expect(invoke(cloud, 3)).toEqual(['Processor/1', 'Processor/2', 'Processor/3']);
  expect(cloud.environments.filter(({ kind }) => kind === 'stop')).toHaveLength(2);
  expect(cloud.notes('invocation started').map(({ detail }) => detail['cold'])).toEqual([true, true, true]);
  expect(cloud.world.trace.entries.filter(({ type }) => type === 'fault')).toHaveLength(2);
  expect([armed.fired, armed.title]).toEqual([2, 'cold start of every function']);
});

test.each([
  [{ function: 'Processor' }, 2],
  [{ function: functionArn, times: 1 }, 1],
  [{ function: 'Other' }, 0],
  [{ chance: 0 }, 0],
])('only what is selected: %o', (options, fired) => {
  const cloud = processorCloud();
  const armed = cloud.inject(coldStart(options));
  expect([invoke(cloud, 3).length, armed.fired]).toEqual([1 + fired, fired]);
});

test('an invocation that is cold by itself proves nothing', () => {
  const cloud = processorCloud();
  const armed = cloud.inject(coldStart());
  invoke(cloud, 1);
  expect(armed.fired).toBe(0);
});

test('which are hit is recorded by function and warm start, and once lifted none is', () => {
  const cloud = processorCloud();
  const armed = cloud.inject(coldStart({ chance: 0.5 }));
  invoke(cloud, 9);
  const { draws } = cloud.world.decisions.record();
  expect(Object.keys(draws)).toHaveLength(8);
  expect(Object.values(draws).filter((hit) => hit === true)).toHaveLength(armed.fired);
  expect(Object.keys(draws)[0]).toBe(`coldStart-1 ${functionArn}#1 hit`);
  cloud.engine.lift(armed.id);
  const before = cloud.started().length;
  expect(invoke(cloud, 3)).toHaveLength(before);
});
