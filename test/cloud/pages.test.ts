import { pageAfter, pageAt } from '../../framework/cloud/pages';

const refusal = () => new Error('no such token');
const letters = ['a', 'b', 'c', 'd', 'e'];

test('pages by place follow each other and the last one has no token', () => {
  const first = pageAt(letters, { token: undefined, size: 2, refusal });
  const second = pageAt(letters, { token: first.token.NextToken, size: 2, refusal });
  const third = pageAt(letters, { token: second.token.NextToken, size: 2, refusal });
  expect([first.rows, second.rows, third.rows]).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  expect(third.token).toEqual({});
});

test('a page by key goes on behind its last row, whatever was deleted or added meanwhile', () => {
  const keyOf = (letter: string) => letter;
  const first = pageAfter(['c', 'a', 'b'], keyOf, { token: undefined, size: 2, refusal });
  expect(first.rows).toEqual(['a', 'b']);
  const second = pageAfter(['a0', 'c'], keyOf, { token: first.token.NextToken, size: 2, refusal });
  expect(second).toEqual({ rows: ['c'], token: {} });
});

test.each(['x', '', 'LTE', 'OTk'])(
  'the token %j, which nobody gave, is refused in the words of the service',
  (token) => {
    expect(() => pageAt(letters, { token, size: 2, refusal })).toThrow('no such token');
  },
);
