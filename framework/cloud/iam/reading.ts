import { compiledStatements, type CompiledStatement } from './compile';
import { contextValues } from './context';
import type { NamedPolicy } from './policy';
import type { Grant } from './principal';
import type { AuthorizationRequest, Consideration, PolicyType, StatementPlace } from './request';

/** What the policies of one type say to a request. */
export interface Reading {
  /** The first statement that denies. */
  denial?: StatementPlace;
  /** The statement that allows; of a resource policy the one that names the caller most closely. */
  allowance?: StatementPlace;
  grant?: Grant;
}

/** A request, with what every statement asks of it worked out once. */
export interface Question {
  request: AuthorizationRequest;
  lowerAction: string;
  valuesOf: (key: string) => readonly string[] | undefined;
  /** Grows by one entry for each statement read. */
  considered: Consideration[];
}

export const questionOf = (request: AuthorizationRequest): Question => ({
  request,
  lowerAction: request.action.toLowerCase(),
  valuesOf: (key) => contextValues(request, key),
  considered: [],
});

const NAMES_PRINCIPALS: readonly PolicyType[] = ['resource', 'trust', 'vpc-endpoint'];
const CLOSENESS: readonly Grant[] = ['account', 'role', 'caller'];

/** Why a statement does not apply, or whom it names where it does. */
function ask(
  statement: CompiledStatement,
  namesPrincipals: boolean,
  { request, lowerAction, valuesOf }: Question,
): { why: string } | { grant: Grant } {
  if (!statement.speaksOfAction(lowerAction)) return { why: 'action' };
  if (!statement.speaksOfResource(request.resource, valuesOf)) return { why: 'resource' };
  const grant = namesPrincipals ? statement.grantTo(request) : 'caller';
  if (grant === undefined) return { why: 'principal' };
  for (const condition of statement.conditions) {
    const why = condition(valuesOf);
    if (why !== undefined) return { why };
  }
  return { grant };
}

function considerationOf(
  statement: CompiledStatement,
  index: number,
  type: PolicyType,
  policy: NamedPolicy,
): Consideration {
  const entry: Consideration = { type, policy: policy.name, index, effect: statement.effect, matched: false };
  if (statement.sid !== undefined) entry.sid = statement.sid;
  if (policy.place !== undefined) entry.place = policy.place;
  return entry;
}

function placeOf({ type, policy, index, sid, place }: Consideration): StatementPlace {
  const found: StatementPlace = { type, policy, index };
  if (sid !== undefined) found.sid = sid;
  if (place !== undefined) found.place = place;
  return found;
}

/** Reads all policies of one type: every statement, since a denial may stand anywhere. */
export function read(type: PolicyType, policies: readonly NamedPolicy[], question: Question): Reading {
  const reading: Reading = {};
  const namesPrincipals = NAMES_PRINCIPALS.includes(type);
  for (const policy of policies) {
    for (const [index, statement] of compiledStatements(policy.document).entries()) {
      const entry = considerationOf(statement, index, type, policy);
      question.considered.push(entry);
      const answer = ask(statement, namesPrincipals, question);
      if ('why' in answer) {
        entry.why = answer.why;
        continue;
      }
      entry.matched = true;
      if (statement.effect === 'Deny') reading.denial ??= placeOf(entry);
      else if (
        reading.grant === undefined ||
        CLOSENESS.indexOf(answer.grant) > CLOSENESS.indexOf(reading.grant)
      ) {
        reading.grant = answer.grant;
        reading.allowance = placeOf(entry);
      }
    }
  }
  return reading;
}
