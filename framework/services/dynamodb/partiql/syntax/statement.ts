import { invalid } from '../../errors';
import { ExpressionParser } from './expression';
import { malformed } from './lexer';
import { StatementReader } from './reader';
import type {
  Delete,
  Expression,
  Insert,
  Path,
  Returning,
  Select,
  Source,
  Statement,
  Update,
  UpdateClause,
} from './tree';

const NOT_BOOLEAN_OPERATION = 'Unsupported operation: ';
const LEFT_OVER = 'Unexpected token after expression';

/** A statement, and how many `?` it has. */
export interface Parsed {
  readonly statement: Statement;
  readonly parameters: number;
}

/** Parses one PartiQL statement; refuses with AWS's messages what AWS refuses. */
export function parseStatement(text: string): Parsed {
  const reader = new StatementReader(text);
  const statement = statementOf(reader);
  reader.accept(';');
  if (reader.peek().kind !== 'end') malformed(LEFT_OVER);
  return { statement, parameters: reader.parameters };
}

const parserOf = (reader: StatementReader): ExpressionParser => new ExpressionParser(reader, selectOf);

function statementOf(reader: StatementReader): Statement {
  if (reader.isWord('select')) return selectOf(reader);
  if (reader.acceptWord('insert')) return insertOf(reader);
  if (reader.acceptWord('update')) return updateOf(reader);
  if (reader.acceptWord('delete')) return deleteOf(reader);
  if (reader.acceptWord('from')) return fromFirstOf(reader);
  return bareExpression(reader);
}

/** `EXISTS(SELECT …)` is a statement in transactions; no other expression is one. */
function bareExpression(reader: StatementReader): Statement {
  if (reader.peek().kind !== 'word' && reader.peek().kind !== 'name') return malformed('Unexpected term');
  const found: Expression | undefined = expressionOrNothing(reader);
  if (found?.kind === 'call' && found.name === 'exists' && found.args[0]?.kind === 'select') {
    return { kind: 'exists', select: found.args[0].select };
  }
  if (found?.kind === 'is') return invalid(`${NOT_BOOLEAN_OPERATION}IsType`);
  return malformed('Expected data manipulation');
}

function expressionOrNothing(reader: StatementReader): Expression | undefined {
  if (!reader.isName() && !reader.isSymbol('(', 1)) return undefined;
  // A misspelt first word is followed by what no expression has.
  if (!reader.isSymbol('(', 1) && !reader.isWord('is', 1)) return undefined;
  return parserOf(reader).expression();
}

/** The table of a statement and perhaps an index of it. */
function sourceOf(reader: StatementReader): Source {
  const { path } = parserOf(reader).path();
  if (path.includes('')) invalid('Path component cannot be an empty string');
  if (path.length > 2) invalid('A path may contain at most 2 components in the FROM clause');
  const [table, index] = path;
  if (typeof table !== 'string' || typeof index === 'number')
    return invalid('Invalid list expression in source.');
  return { table, ...(index === undefined ? {} : { index }) };
}

function refuseAlias(reader: StatementReader): void {
  if (reader.isWord('as') || reader.isWord('at') || reader.isName()) invalid('Aliasing is not supported');
}

function selectOf(reader: StatementReader): Select {
  reader.next();
  if (reader.isWord('value') || reader.isWord('pivot')) {
    invalid("Select projection doesn't support value or pivot keywords");
  }
  if (reader.isWord('distinct')) invalid(`Unsupported clause: DISTINCT at ${reader.peek().at}`);
  reader.acceptWord('all');
  const projection = projectionOf(reader);
  if (!reader.acceptWord('from')) malformed('Expected FROM');
  if (!reader.isName()) malformed(reader.peek().kind === 'word' ? 'Unexpected keyword' : 'Unexpected term');
  const source = sourceOf(reader);
  refuseAlias(reader);
  if (reader.isSymbol(',') || reader.isWord('join') || reader.isWord('inner') || reader.isWord('cross')) {
    invalid('Only select from a single table or index is supported.');
  }
  if (['-', '+', '*', '/'].some((symbol) => reader.isSymbol(symbol))) invalid('Unexpected from source');
  const where = whereOf(reader);
  const orderBy = orderOf(reader);
  for (const clause of ['group', 'having', 'limit', 'offset']) {
    if (!reader.isWord(clause)) continue;
    const named = clause === 'group' ? 'GROUP BY' : clause.toUpperCase();
    invalid(`Unsupported clause: ${named} at ${reader.peek(clause === 'group' ? 2 : 1).at}`);
  }
  return { kind: 'select', source, projection, where, orderBy };
}

function projectionOf(reader: StatementReader): Path[] | undefined {
  if (reader.accept('*')) {
    if (reader.isSymbol(','))
      invalid("Other attributes should not be present in the projection when '*' is used.");
    return undefined;
  }
  const paths: Path[] = [];
  do {
    const { at } = reader.peek();
    if (reader.isSymbol('*')) {
      invalid("Other attributes should not be present in the projection when '*' is used.");
    }
    const expression = parserOf(reader).expression();
    if (expression.kind !== 'path') return invalid(`Unexpected path component at ${at}`);
    if (reader.isWord('as')) invalid('Aliasing is not supported');
    paths.push(expression);
  } while (reader.accept(','));
  const names = paths.map(({ path }) => String(path.at(-1)));
  const repeated = names.find((name, at) => names.indexOf(name) < at);
  if (repeated !== undefined) invalid(`Duplicate identifiers in select clause: ${repeated}`);
  return paths;
}

const whereOf = (reader: StatementReader): Expression | undefined =>
  reader.acceptWord('where') ? parserOf(reader).expression() : undefined;

function orderOf(reader: StatementReader): Select['orderBy'] {
  const order: { path: Path; descending: boolean }[] = [];
  if (!reader.acceptWord('order')) return order;
  if (!reader.acceptWord('by')) malformed('Expected BY');
  do {
    const path = parserOf(reader).path();
    const descending = reader.acceptWord('desc');
    if (!descending) reader.acceptWord('asc');
    order.push({ path, descending });
  } while (reader.accept(','));
  return order;
}

function insertOf(reader: StatementReader): Insert {
  if (!reader.acceptWord('into')) malformed('Expected INTO');
  const source = sourceOf(reader);
  if (source.index !== undefined) {
    invalid('FROM clause may only contain a single table name in data manipulation statements');
  }
  if (!reader.acceptWord('value')) {
    if (reader.isName()) malformed(LEFT_OVER);
    parserOf(reader).expression();
    return invalid(
      'Unsupported operation: Inserting multiple items in a single statement is not supported, ' +
        'use "INSERT INTO tableName VALUE item" instead',
    );
  }
  const item = parserOf(reader).expression();
  if (reader.isWord('at')) invalid('AT is not supported in insert statements.');
  if (reader.isWord('returning')) invalid('RETURNING is not supported in INSERT');
  return { kind: 'insert', source, item };
}

function clausesOf(reader: StatementReader): UpdateClause[] {
  const clauses: UpdateClause[] = [];
  for (;;) {
    const isSet = reader.acceptWord('set');
    if (!isSet && !reader.acceptWord('remove')) break;
    do {
      const path = parserOf(reader).path();
      if (!isSet) clauses.push({ kind: 'remove', path });
      else if (!reader.accept('=')) malformed('Expected =');
      else clauses.push({ kind: 'set', path, value: parserOf(reader).expression() });
    } while (reader.accept(','));
  }
  if (clauses.length === 0) malformed('Expected data manipulation');
  return clauses;
}

function updateOf(reader: StatementReader): Update {
  const source = sourceOf(reader);
  refuseAlias(reader);
  const clauses = clausesOf(reader);
  return { kind: 'update', source, clauses, where: whereOf(reader), returning: returningOf(reader) };
}

function fromFirstOf(reader: StatementReader): Update {
  const source = sourceOf(reader);
  refuseAlias(reader);
  const where = whereOf(reader);
  return { kind: 'update', source, clauses: clausesOf(reader), where, returning: returningOf(reader) };
}

function deleteOf(reader: StatementReader): Delete {
  if (!reader.acceptWord('from')) malformed('Expected FROM');
  const source = sourceOf(reader);
  refuseAlias(reader);
  const where = whereOf(reader);
  const returning = returningOf(reader);
  if (returning !== undefined && (returning.which !== 'ALL' || returning.when !== 'OLD')) {
    const { which, when } = returning;
    invalid(
      `Invalid returning clause: RETURNING ${which} ${when} *. ` +
        'Only RETURNING ALL OLD * is allowed in DELETE statements.',
    );
  }
  return { kind: 'delete', source, where, returning };
}

function returningOf(reader: StatementReader): Returning | undefined {
  if (!reader.acceptWord('returning')) return undefined;
  const which = reader.acceptWord('all') ? 'ALL' : reader.acceptWord('modified') ? 'MODIFIED' : undefined;
  const when = reader.acceptWord('old') ? 'OLD' : reader.acceptWord('new') ? 'NEW' : undefined;
  if (which === undefined || when === undefined) {
    return malformed('Expected ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause');
  }
  if (!reader.accept('*')) invalid("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause");
  if (reader.isSymbol(',')) invalid('Invalid syntax with multiple returning elements in RETURNING clause');
  return { which, when };
}
