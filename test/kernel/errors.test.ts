import { StormError, stormErrorCodes } from '../../framework/kernel';

test('an error of ours says its code, what failed and, below, what to do about it', () => {
  const cause = new Error('below');
  const error = new StormError('STORM_BAD_INPUT', 'Two is not a colour.', { fix: 'write one', cause });
  expect(error.message).toBe('STORM_BAD_INPUT  Two is not a colour.\n\n  fix        write one');
  expect([error.name, error.code, error.fix, error.cause]).toEqual([
    'StormError',
    'STORM_BAD_INPUT',
    'write one',
    cause,
  ]);
});

test('without a fix the message ends with what failed', () => {
  const error = new StormError('STORM_DEADLOCK', 'Nothing is left.');
  expect(error.message).toBe('STORM_DEADLOCK  Nothing is left.');
  expect([error.fix, 'cause' in error]).toEqual([undefined, false]);
});

test('codes are sorted and each is there once', () => {
  expect(stormErrorCodes).toEqual([...new Set(stormErrorCodes)].toSorted());
});
