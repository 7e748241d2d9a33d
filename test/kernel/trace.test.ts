import { digest, Trace, traceVersion, type NewTraceEntry, type TraceEntry } from '../../framework/kernel';

const mark = (text: string): NewTraceEntry => ({ type: 'mark', cause: 0, mark: text });

function traceOf(...marks: string[]): Trace {
  const trace = new Trace();
  for (const [n, text] of marks.entries()) trace.add(n * 10, mark(text));
  return trace;
}

test('entries are numbered from 1 in the order they are added', () => {
  const trace = traceOf('a', 'b');
  expect(trace.add(25, { type: 'log', cause: 2, task: 't', text: 'x' })).toBe(3);
  expect(trace.entries).toEqual([
    { n: 1, atMs: 0, type: 'mark', cause: 0, mark: 'a' },
    { n: 2, atMs: 10, type: 'mark', cause: 0, mark: 'b' },
    { n: 3, atMs: 25, type: 'log', cause: 2, task: 't', text: 'x' },
  ]);
});

test('the hash of a trace is the same on every machine', () => {
  expect(traceOf('a', 'b').hash()).toMatchInlineSnapshot(`"8163b36a4d435e2585a682c12271355a"`);
  expect(new Trace().hash()).toMatchInlineSnapshot(`"e3b0c44298fc1c149afbf4c8996fb924"`);
});

const hashOf = (entries: readonly TraceEntry[]) => Trace.load(entries).hash();

test('any change of any entry changes the hash', () => {
  const { entries } = traceOf('a', 'b', 'c');
  const [first, second, third] = entries;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three entries');
  const changed: TraceEntry[][] = [
    [first, second],
    [second, third],
    [first, third, second],
    [first, second, third, third],
    [{ ...first, atMs: 1 }, second, third],
    [first, { ...second, cause: 1 }, third],
    [first, second, { ...third, type: 'mark', mark: 'd' }],
  ];
  expect(new Set([hashOf(entries), ...changed.map(hashOf)]).size).toBe(changed.length + 1);
});

test('a hash from some entry on does not depend on what came before', () => {
  const [one, other] = [traceOf('a', 'c'), traceOf('b', 'c')];
  expect(one.hash(1)).toBe(other.hash(1));
  expect(one.hash()).not.toBe(other.hash());
});

const marks = (one: Trace) =>
  one.entries.map((entry) => `${entry.n} ${entry.type === 'mark' ? entry.mark : ''}`);

test('a fork has the past of its origin and a future of its own', () => {
  const trace = traceOf('a', 'b');
  const fork = trace.fork();
  expect(fork.hash()).toBe(trace.hash());
  expect(fork.add(30, mark('fork'))).toBe(3);
  expect(trace.add(30, mark('origin'))).toBe(3);
  trace.add(40, mark('more'));
  const second = fork.fork();
  second.add(50, mark('second'));
  expect(marks(trace)).toEqual(['1 a', '2 b', '3 origin', '4 more']);
  expect(marks(fork)).toEqual(['1 a', '2 b', '3 fork']);
  expect(marks(second)).toEqual(['1 a', '2 b', '3 fork', '4 second']);
  expect([trace.length, fork.length, second.length]).toEqual([4, 3, 4]);
});

test('as lines of JSON a trace is led by its version', () => {
  expect(traceVersion).toBe(1);
  expect(traceOf('a', 'b').ndjson()).toBe(
    [
      '{"type":"trace","version":1}',
      '{"n":1,"atMs":0,"type":"mark","cause":0,"mark":"a"}',
      '{"n":2,"atMs":10,"type":"mark","cause":0,"mark":"b"}',
      '',
    ].join('\n'),
  );
});

test('a digest tells size in bytes and the first digits of the SHA-256', () => {
  expect(digest('é')).toEqual(digest(Buffer.from('é')));
  expect(digest('abc')).toEqual({ sha256: 'ba7816bf8f01cfea', size: 3 });
  expect(digest('')).toEqual({ sha256: '', size: 0 });
});

test('a trace that forgets keeps its newest entries and goes on counting, also in a fork and when loaded', () => {
  const trace = new Trace();
  for (let n = 1; n <= 5; n++) trace.add(n, { type: 'mark', cause: 0, mark: `${n}` });
  trace.forget(2);
  expect(trace.entries.map(({ n }) => n)).toEqual([4, 5]);
  expect(trace.add(6, { type: 'mark', cause: 0, mark: '6' })).toBe(6);
  expect(trace.fork().add(7, { type: 'mark', cause: 0, mark: '7' })).toBe(7);
  expect(Trace.load(trace.entries).add(7, { type: 'mark', cause: 0, mark: '7' })).toBe(7);
});
