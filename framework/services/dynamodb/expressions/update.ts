import { type AttributeType, type AttributeValue, typeOf } from '../items/attribute-value';
import { invalidItem } from '../errors';
import { type DocumentPath, pathProblem } from './document-path';
import type { Substitutions } from './substitutions';
import type { ParsedOperand, ParsedPath } from './syntax/syntax-tree';
import type { ParsedAction, ParsedSetValue, ParsedUpdate } from './syntax/update-parser';

/** What a SET assigns. */
export type UpdateOperand =
  | { kind: 'path'; path: DocumentPath }
  | { kind: 'value'; value: AttributeValue }
  | { kind: 'if_not_exists'; path: DocumentPath; otherwise: UpdateOperand }
  | { kind: 'list_append'; first: UpdateOperand; second: UpdateOperand }
  | { kind: 'sum'; operator: '+' | '-'; left: UpdateOperand; right: UpdateOperand };

export type UpdateAction =
  | { kind: 'set'; path: DocumentPath; value: UpdateOperand }
  | { kind: 'remove'; path: DocumentPath }
  | { kind: 'add' | 'delete'; path: DocumentPath; value: AttributeValue };

/**
 * An update whose names and values are filled in; `legacy` ones come from AttributeUpdates and word an error
 * otherwise.
 */
export type Update = { actions: readonly UpdateAction[]; legacy: boolean };

/** What is wrong with an update, the first of each kind; AWS reports one, in this order. */
type Findings = { undefinedName?: string; undefinedValue?: string; operand?: string; function?: string };

const MISSING_PATH: DocumentPath = [''];
const MISSING: UpdateOperand = { kind: 'value', value: { NULL: true } };
/** How AWS names types that ADD and DELETE do not take. */
const REFUSED_TYPES: { readonly [type in AttributeType]?: string } = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  NULL: 'NULL',
  BOOL: 'BOOLEAN',
  L: 'LIST',
  M: 'MAP',
};

/** Fills in a parsed update, or gives the message about what is wrong with it. */
export function bindUpdate(parsed: ParsedUpdate, substitutions: Substitutions): Update | string {
  if (parsed.problem) return parsed.problem;
  const binder = new UpdateBinder(substitutions);
  const actions = parsed.actions.map((action) => binder.action(action));
  const { undefinedName, undefinedValue, operand, function: call } = binder.findings;
  return (
    undefinedName ??
    undefinedValue ??
    pathProblem(actions.map(({ path }) => path)) ??
    operand ??
    call ?? { actions, legacy: false }
  );
}

/** Refuses an update that touches an attribute of the table's key. */
export function refuseKeyUpdates(update: Update, keyNames: readonly string[]): void {
  const name = keyNames.find((keyName) => update.actions.some(({ path }) => path[0] === keyName));
  if (name !== undefined) {
    invalidItem(
      `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
    );
  }
}

class UpdateBinder {
  readonly findings: Findings = {};
  readonly #substitutions: Substitutions;

  constructor(substitutions: Substitutions) {
    this.#substitutions = substitutions;
  }

  action(action: ParsedAction): UpdateAction {
    const path = this.#path(action.path);
    switch (action.kind) {
      case 'set':
        return { kind: 'set', path, value: this.#setValue(action.value) };
      case 'remove':
        return { kind: 'remove', path };
      default: {
        const value = this.#value(action.value);
        this.#checkSetOperand(action.kind, typeOf(value.value));
        return { kind: action.kind, path, value: value.value };
      }
    }
  }

  #setValue(value: ParsedSetValue): UpdateOperand {
    if (value.kind === 'operand') return this.#operand(value.operand);
    const left = this.#operand(value.left);
    const right = this.#operand(value.right);
    this.#checkTypes(value.operator, [left, right], 'N');
    return { kind: 'sum', operator: value.operator, left, right };
  }

  #operand(operand: ParsedOperand): UpdateOperand {
    if (operand.kind === 'path') return { kind: 'path', path: this.#path(operand.path) };
    if (operand.kind === 'value') return this.#value(operand.name);
    const args = operand.args.map((arg) => this.#operand(arg));
    const [first, second] = args;
    if (!first || !second || args.length !== 2) {
      this.findings.function ??=
        'Incorrect number of operands for operator or function; ' +
        `operator or function: ${operand.name}, number of operands: ${args.length}`;
      return MISSING;
    }
    if (operand.name === 'list_append') {
      this.#checkTypes(operand.name, args, 'L');
      return { kind: 'list_append', first, second };
    }
    if (first.kind === 'path') return { kind: 'if_not_exists', path: first.path, otherwise: second };
    this.findings.function ??= `Operator or function requires a document path; operator or function: ${operand.name}`;
    return MISSING;
  }

  #path(parsed: ParsedPath): DocumentPath {
    const path = this.#substitutions.path(parsed);
    if (typeof path !== 'string') return path;
    this.findings.undefinedName ??= path;
    return MISSING_PATH;
  }

  #value(name: string): { kind: 'value'; value: AttributeValue } {
    const value = this.#substitutions.value(name);
    if (typeof value !== 'string') return { kind: 'value', value };
    this.findings.undefinedValue ??= value;
    return { kind: 'value', value: { NULL: true } };
  }

  #checkTypes(name: string, operands: readonly UpdateOperand[], wanted: AttributeType): void {
    for (const operand of operands) {
      if (operand.kind !== 'value' || typeOf(operand.value) === wanted) continue;
      this.findings.function ??=
        `Incorrect operand type for operator or function; operator or function: ${name}, ` +
        `operand type: ${typeOf(operand.value)}`;
    }
  }

  #checkSetOperand(kind: 'add' | 'delete', type: AttributeType): void {
    const refused = kind === 'add' && type === 'N' ? undefined : REFUSED_TYPES[type];
    if (refused) {
      this.findings.operand ??= `Incorrect operand type for operator or function; operator: ${kind.toUpperCase()}, operand type: ${refused}`;
    }
  }
}
