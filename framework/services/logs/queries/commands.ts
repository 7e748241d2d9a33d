/** Commands of a query, each of which makes rows out of rows. */
import { isAggregate, readAggregate, type Aggregate } from './aggregates';
import {
  compileRegex,
  numberOf,
  readExpression,
  textOf,
  type Expression,
  type Row,
  type Value,
} from './expression';
import { tokensOf, TokenReader } from './tokens';

/** Rows, and which of their fields are shown. */
export interface Table {
  readonly rows: readonly Row[];
  readonly shown: readonly string[] | undefined;
  /** Whether rows are no events any more. */
  readonly isSummary: boolean;
}

type Command = (table: Table) => Table;

const withField = (row: Row, name: string, value: Value): Row => new Map([...row, [name, value]]);

interface Column {
  readonly name: string;
  readonly expression: Expression;
}

function readColumns(reader: TokenReader): Column[] {
  const columns: Column[] = [];
  do {
    const expression = readExpression(reader);
    columns.push({ name: reader.acceptWord('as') ? reader.name() : expression.text, expression });
  } while (reader.accept(','));
  return columns;
}

const computed = (rows: readonly Row[], columns: readonly Column[]): Row[] =>
  rows.map((row) =>
    columns.reduce((so, { name, expression }) => withField(so, name, expression.value(so)), row),
  );

/** Each `fields` adds to what is shown, `display` says it anew. */
function readFields(reader: TokenReader): Command {
  const columns = readColumns(reader);
  const names = columns.map(({ name }) => name);
  return ({ rows, shown = [], isSummary }) => ({
    rows: computed(rows, columns),
    shown: [...shown, ...names.filter((name) => !shown.includes(name))],
    isSummary,
  });
}

function readDisplay(reader: TokenReader): Command {
  const columns = readColumns(reader);
  return ({ rows, isSummary }) => ({
    rows: computed(rows, columns),
    shown: columns.map(({ name }) => name),
    isSummary,
  });
}

function readFilter(reader: TokenReader): Command {
  const { value } = readExpression(reader);
  return (table) => ({
    ...table,
    rows: table.rows.filter((row) => value(row) === true || value(row) === 'true'),
  });
}

function order(left: Value, right: Value): number {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return a - b;
  if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? -1 : 1;
  return left === right ? 0 : String(left) < String(right) ? -1 : 1;
}

function readSort(reader: TokenReader): Command {
  const keys: { expression: Expression; sign: number }[] = [];
  do {
    const expression = readExpression(reader);
    const isDown = reader.acceptWord('desc');
    if (!isDown) reader.acceptWord('asc');
    keys.push({ expression, sign: isDown ? -1 : 1 });
  } while (reader.accept(','));
  return (table) => ({
    ...table,
    rows: table.rows.toSorted((a, b) => {
      for (const { expression, sign } of keys) {
        const difference = order(expression.value(a), expression.value(b));
        if (difference !== 0) return sign * difference;
      }
      return 0;
    }),
  });
}

function readLimit(reader: TokenReader): Command {
  const count = reader.number();
  return (table) => ({ ...table, rows: table.rows.slice(0, count) });
}

function readDedup(reader: TokenReader): Command {
  const columns = readColumns(reader);
  return (table) => {
    const seen = new Set<string>();
    const rows = table.rows.filter((row) => {
      const key = JSON.stringify(columns.map(({ expression }) => textOf(expression.value(row)) ?? null));
      return !seen.has(key) && seen.add(key) !== undefined;
    });
    return { ...table, rows };
  };
}

function readStats(reader: TokenReader): Command {
  const columns: { name: string; aggregate: Aggregate }[] = [];
  do {
    const aggregate = readAggregate(reader);
    columns.push({ name: reader.acceptWord('as') ? reader.name() : aggregate.text, aggregate });
  } while (reader.accept(','));
  const keys = reader.acceptWord('by') ? readColumns(reader) : [];
  return ({ rows }) => {
    const groups = new Map<string, Row[]>();
    for (const row of rows) {
      const key = JSON.stringify(keys.map(({ expression }) => textOf(expression.value(row)) ?? null));
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [row]);
      else group.push(row);
    }
    const made = [...groups.values()].map((group): Row => {
      const [first] = group;
      const values = keys.map(({ name, expression }): [string, Value] => [
        name,
        first === undefined ? undefined : expression.value(first),
      ]);
      return new Map([
        ...values,
        ...columns.map(({ name, aggregate }): [string, Value] => [name, aggregate.value(group)]),
      ]);
    });
    const shown = [...keys, ...columns].map(({ name }) => name);
    return { rows: made, shown, isSummary: true };
  };
}

/** `parse @message "user=*" as user` or `parse @message /(?<user>\w+)/`. */
function readParse(reader: TokenReader): Command {
  const first = reader.peek();
  const source: Expression =
    first.kind === 'text' || first.kind === 'regex'
      ? { text: '@message', value: (row) => row.get('@message') }
      : readExpression(reader);
  const pattern = reader.next();
  if (pattern.kind === 'regex') {
    const regex = compileRegex(pattern.text, pattern.flags ?? '', reader);
    const names = reader.acceptWord('as') ? readNames(reader) : [];
    return mapped((row) => {
      const match = regex.exec(textOf(source.value(row)) ?? '');
      const named = Object.entries(match?.groups ?? {});
      return [...named, ...names.map((name, at): [string, Value] => [name, match?.[at + 1]])];
    });
  }
  if (pattern.kind !== 'text' || !reader.acceptWord('as')) throw reader.unexpected(pattern);
  const names = readNames(reader);
  const parts = pattern.text.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const glob = new RegExp(
    parts
      .map((part, at) =>
        at === 0 ? part : `(.*${at === parts.length - 1 && part === '' ? '' : '?'})${part}`,
      )
      .join(''),
    's',
  );
  return mapped((row) => {
    const match = glob.exec(textOf(source.value(row)) ?? '');
    return names.map((name, at): [string, Value] => [name, match?.[at + 1]]);
  });
}

const mapped =
  (fieldsOf: (row: Row) => [string, Value][]): Command =>
  (table) => ({ ...table, rows: table.rows.map((row): Row => new Map([...row, ...fieldsOf(row)])) });

function readNames(reader: TokenReader): string[] {
  const names = [reader.name()];
  while (reader.accept(',')) names.push(reader.name());
  return names;
}

const commands: Readonly<Record<string, (reader: TokenReader) => Command>> = {
  fields: readFields,
  display: readDisplay,
  filter: readFilter,
  where: readFilter,
  sort: readSort,
  limit: readLimit,
  head: readLimit,
  dedup: readDedup,
  stats: readStats,
  parse: readParse,
};

/** Commands that exist and are not emulated. */
const others = ['pattern', 'diff', 'unmask', 'unnest', 'anomaly', 'lookup', 'source', 'filterindex', 'join'];

/** A query made ready; `notEmulated` is called for commands that are only known by name. */
export function compileQuery(query: string, notEmulated: (what: string) => never): Command {
  const reader = new TokenReader(tokensOf(query));
  const steps: Command[] = [];
  do {
    // A pipe may stand at the beginning and at the end.
    if (reader.peek().kind === 'end' || reader.peek().text === '|') continue;
    const { text } = reader.peek();
    const name = text.toLowerCase();
    if (others.includes(name)) notEmulated(`logs: the query command ${name}`);
    const read = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (read === undefined && !isAggregate(name)) throw reader.unexpected();
    // `count(*) by x` may stand without `stats`.
    if (read !== undefined) reader.next();
    steps.push((read ?? readStats)(reader));
  } while (reader.accept('|'));
  if (reader.peek().kind !== 'end') throw reader.unexpected();
  return (table) => steps.reduce((so, step) => step(so), table);
}
