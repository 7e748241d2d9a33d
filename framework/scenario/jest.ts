/** Under jest: each scenario that a file tells becomes a test. Name this module in `setupFilesAfterEnv`. */
import { closeHost } from '../services/lambda/host/environment';
import { divergence } from './divergence';
import { failureMessage } from './message';
import { playScenario } from './play-scenario';
import { writeRepro } from './repro';
import { onScenario } from './scenario';

// Workers that wait for a next environment are of no more use when a file is done.
afterAll(() => closeHost());

// Real time: weeks of virtual time with all their invocations can take longer than the five seconds of a unit test.
const timeoutMs = 60_000;

onScenario((definition) => {
  const play = async (): Promise<void> => {
    const file = expect.getState().testPath;
    const played = await playScenario(definition);
    if (played.failures.length === 0) return;
    const told = file === undefined ? definition : { ...definition, file };
    const notReplayable = await divergence(told, played, {});
    const replay = `npx stormproof replay ${writeRepro(told, played, undefined)}`;
    throw new Error(
      failureMessage(played, { replay, ...(notReplayable === undefined ? {} : { notReplayable }) }),
    );
  };
  test(definition.title, play, timeoutMs);
});

expect.extend({
  /** Whether a queue of a stack holds no message, waiting or in flight. */
  async toBeEmpty(received: unknown) {
    const size = isQueue(received) ? await received.size() : undefined;
    return {
      pass: size === 0,
      message: () =>
        size === undefined
          ? "Expected a queue of a stack: stack.queue('Dlq')."
          : `Expected the queue ${size === 0 ? 'not ' : ''}to be empty, it holds ${size} messages.`,
    };
  },
});

function isQueue(value: unknown): value is { size(): Promise<number> } {
  return typeof value === 'object' && value !== null && 'size' in value && typeof value.size === 'function';
}

declare global {
  // The name is jest's, whose matchers are declared in this namespace.
  namespace jest {
    interface Matchers<R> {
      toBeEmpty(): Promise<R>;
    }
  }
}
