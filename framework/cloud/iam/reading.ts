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
  /** Grows by one entry for each statement read; not there where nobody wants to know. */
  considered: Consideration[] | undefined;
}

export const questionOf = (
  request: AuthorizationRequest,
  considered: Consideration[] | undefined,
): Question => ({
  request,
  lowerAction: request.action.toLowerCase(),
  valuesOf: (key) => contextValues(request, key),
  considered,
});

const NAMES_PRINCIPALS: readonly PolicyType[] = ['resource', 'trust', 'vpc-endpoint'];
const CLOSENESS: readonly Grant[] = ['account', 'role', 'caller'];

type Answer = { why: string } | { grant: Grant };

const otherAction: Answer = { why: 'action' };
const otherResource: Answer = { why: 'resource' };
const otherPrincipal: Answer = { why: 'principal' };

/** Why a statement does not apply, or whom it names where it does. */
function ask(
  statement: CompiledStatement,
  namesPrincipals: boolean,
  { request, lowerAction, valuesOf }: Question,
): Answer {
  if (!statement.speaksOfAction(lowerAction)) return otherAction;
  if (!statement.speaksOfResource(request.resource, valuesOf)) return otherResource;
  const grant = namesPrincipals ? statement.grantTo(request) : 'caller';
  if (grant === undefined) return otherPrincipal;
  for (const condition of statement.conditions) {
    const why = condition(valuesOf);
    if (why !== undefined) return { why };
  }
  return { grant };
}

function placeOf(
  { sid }: CompiledStatement,
  index: number,
  type: PolicyType,
  { name, place }: NamedPolicy,
): StatementPlace {
  const found: StatementPlace = { type, policy: name, index };
  if (sid !== undefined) found.sid = sid;
  if (place !== undefined) found.place = place;
  return found;
}

/** Reads all policies of one type: every statement, since a denial may stand anywhere. */
export function read(type: PolicyType, policies: readonly NamedPolicy[], question: Question): Reading {
  const reading: Reading = {};
  const namesPrincipals = NAMES_PRINCIPALS.includes(type);
  for (const policy of policies) {
    const statements = compiledStatements(policy.document);
    for (let index = 0; index < statements.length; index++) {
      const statement = statements[index];
      if (statement === undefined) continue;
      const answer = ask(statement, namesPrincipals, question);
      const why = 'why' in answer ? answer.why : undefined;
      question.considered?.push({
        ...placeOf(statement, index, type, policy),
        effect: statement.effect,
        matched: why === undefined,
        ...(why === undefined ? {} : { why }),
      });
      if ('why' in answer) continue;
      if (statement.effect === 'Deny') reading.denial ??= placeOf(statement, index, type, policy);
      else if (
        reading.grant === undefined ||
        CLOSENESS.indexOf(answer.grant) > CLOSENESS.indexOf(reading.grant)
      ) {
        reading.grant = answer.grant;
        reading.allowance = placeOf(statement, index, type, policy);
      }
    }
  }
  return reading;
}
