import { compileAction, type ActionTest } from './action';
import { compileConditions, type ConditionTest } from './conditions/condition';
import type { PolicyDocument } from './policy';
import { compilePrincipal, type PrincipalTest } from './principal';
import { compileResource, type ResourceTest } from './resource';

/** A statement made ready to be asked. */
export interface CompiledStatement {
  sid: string | undefined;
  effect: 'Allow' | 'Deny';
  speaksOfAction: ActionTest;
  speaksOfResource: ResourceTest;
  grantTo: PrincipalTest;
  conditions: ConditionTest[];
}

const compiled = new WeakMap<PolicyDocument, CompiledStatement[]>();

/**
 * The statements of a policy, compiled when first asked for and kept as long as the document object lives.
 * A document must therefore not be changed in place: a new policy is a new object.
 */
export function compiledStatements(document: PolicyDocument): CompiledStatement[] {
  const known = compiled.get(document);
  if (known !== undefined) return known;
  const statements = document.Statement.map((statement): CompiledStatement => ({
    sid: statement.Sid,
    effect: statement.Effect,
    speaksOfAction: compileAction(statement),
    speaksOfResource: compileResource(statement, document.Version),
    grantTo: compilePrincipal(statement),
    conditions: compileConditions(statement, document.Version),
  }));
  compiled.set(document, statements);
  return statements;
}
