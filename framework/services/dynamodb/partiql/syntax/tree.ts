import type { Comparator } from '../../expressions/syntax/condition-parser';
import type { Position } from './lexer';

/** A way to an attribute, or into a document. */
export interface Path {
  readonly kind: 'path';
  readonly path: readonly (string | number)[];
  readonly at: Position;
}

export interface FunctionCall {
  readonly kind: 'call';
  /** In lower case. */
  readonly name: string;
  readonly args: readonly Expression[];
  readonly at: Position;
}

export type Expression =
  | Path
  | FunctionCall
  | { readonly kind: 'string' | 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' | 'missing' }
  /** The n-th `?`, from 0. */
  | { readonly kind: 'parameter'; readonly index: number }
  | { readonly kind: 'list' | 'bag'; readonly items: readonly Expression[] }
  | { readonly kind: 'struct'; readonly fields: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly part: Expression }
  | {
      readonly kind: 'compare';
      readonly comparator: Comparator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'between';
      readonly value: Expression;
      readonly lower: Expression;
      readonly upper: Expression;
    }
  | { readonly kind: 'in'; readonly value: Expression; readonly candidates: Expression }
  | { readonly kind: 'is'; readonly value: Expression; readonly type: string }
  | {
      readonly kind: 'arithmetic';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'select'; readonly select: Select };

/** The table of a statement, or an index of it. */
export interface Source {
  readonly table: string;
  readonly index?: string;
}

export interface Select {
  readonly kind: 'select';
  readonly source: Source;
  /** Undefined for `*`. */
  readonly projection: readonly Path[] | undefined;
  readonly where: Expression | undefined;
  readonly orderBy: readonly { readonly path: Path; readonly descending: boolean }[];
}

export interface Returning {
  readonly which: 'ALL' | 'MODIFIED';
  readonly when: 'OLD' | 'NEW';
}

export interface Insert {
  readonly kind: 'insert';
  readonly source: Source;
  readonly item: Expression;
}

export type UpdateClause =
  | { readonly kind: 'set'; readonly path: Path; readonly value: Expression }
  | { readonly kind: 'remove'; readonly path: Path };

export interface Update {
  readonly kind: 'update';
  readonly source: Source;
  readonly clauses: readonly UpdateClause[];
  readonly where: Expression | undefined;
  readonly returning: Returning | undefined;
}

export interface Delete {
  readonly kind: 'delete';
  readonly source: Source;
  readonly where: Expression | undefined;
  readonly returning: Returning | undefined;
}

/** `EXISTS(SELECT …)`: the condition check of a transaction. */
export interface Exists {
  readonly kind: 'exists';
  readonly select: Select;
}

export type Statement = Select | Insert | Update | Delete | Exists;
