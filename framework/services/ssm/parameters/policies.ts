/**
 * Parameter policies: a parameter that ends, and notices that it will or that nobody has changed it.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-policies.html
 */
import { template } from '../../../cloud/service';
import {
  incompatiblePolicy,
  invalidPolicyAttribute,
  invalidPolicyType,
  tooManyPolicies,
  validation,
} from '../errors';
import type { Parameter, Policy, SsmCall, Tier } from '../state';
import { tellOf } from './notices';
import { current } from './names';

const { isRecord, textOf } = template;
const policiesMax = 10;
const unitsMs: Readonly<Record<string, number>> = { Days: 86_400_000, Hours: 3_600_000 };

function attributeOf(policy: Record<string, unknown>, name: string): string {
  const attributes = policy['Attributes'];
  const value = isRecord(attributes) ? textOf(attributes[name]) : undefined;
  if (value === undefined) throw invalidPolicyAttribute(`The policy attribute ${name} is missing.`);
  return value;
}

function spanMs(policy: Record<string, unknown>, name: string): number {
  const unitMs = unitsMs[attributeOf(policy, 'Unit')];
  const count = Number(attributeOf(policy, name));
  if (unitMs === undefined || !Number.isInteger(count) || count < 1) {
    throw invalidPolicyAttribute(`The policy attribute ${name} or its Unit is invalid.`);
  }
  return count * unitMs;
}

function expirationMs(policies: readonly Record<string, unknown>[]): number {
  const expiration = policies.find(({ Type }) => Type === 'Expiration');
  if (expiration === undefined) {
    throw incompatiblePolicy('ExpirationNotification needs an Expiration policy.');
  }
  const atMs = Date.parse(attributeOf(expiration, 'Timestamp'));
  if (Number.isNaN(atMs)) throw invalidPolicyAttribute('The policy attribute Timestamp is invalid.');
  return atMs;
}

function momentOf(
  call: SsmCall,
  policy: Record<string, unknown>,
  all: readonly Record<string, unknown>[],
): Policy {
  const text = JSON.stringify(policy);
  switch (policy['Type']) {
    case 'Expiration': {
      const atMs = expirationMs(all);
      if (atMs <= call.nowMs) throw invalidPolicyAttribute('The expiration Timestamp must be in the future.');
      return { type: 'Expiration', text, atMs };
    }
    case 'ExpirationNotification':
      return { type: 'ExpirationNotification', text, atMs: expirationMs(all) - spanMs(policy, 'Before') };
    case 'NoChangeNotification':
      return { type: 'NoChangeNotification', text, atMs: call.nowMs + spanMs(policy, 'After') };
    default:
      throw invalidPolicyType(textOf(policy['Type']) ?? '');
  }
}

export function readPolicies(call: SsmCall, text: string | undefined, tier: Tier): Policy[] {
  if (text === undefined || text === '' || text === '{}') return [];
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw validation('Policies must be a JSON array.');
  }
  const policies = template.recordsOf(given);
  if (policies.length > policiesMax) throw tooManyPolicies();
  if (policies.length > 0 && tier !== 'Advanced') {
    throw validation('Parameter policies are only supported by parameters in the advanced tier.');
  }
  return policies.map((policy) => momentOf(call, policy, policies));
}

/** Plans what the policies of the current version ask for. */
export function plan(call: SsmCall, parameter: Parameter): Parameter {
  for (const id of parameter.laterIds) call.cancel(id);
  const { number, policies } = current(parameter);
  const laterIds = policies
    .filter(({ atMs }) => atMs > call.nowMs)
    .map(({ type, atMs }) =>
      call.later({ atMs, kind: 'policy', payload: { name: parameter.name, number, type }, background: true }),
    );
  return { ...parameter, laterIds };
}

/** A policy's moment has come. */
export function policy(
  { name, number, type }: { name: string; number: number; type: Policy['type'] },
  call: SsmCall,
): void {
  const parameter = call.state.parameters.get(name);
  if (parameter === undefined || current(parameter).number !== number) return;
  call.note('parameter policy', parameter.arn, { policy: type });
  tellOf(call, 'Parameter Store Policy Action', parameter, {
    'parameter-name': name,
    'parameter-type': current(parameter).type,
    'policy-type': type,
    'policy-content': current(parameter).policies.find((each) => each.type === type)?.text ?? '',
    'action-status': 'Success',
    'action-reason': '',
  });
  if (type === 'Expiration') call.state.parameters.delete(name);
}
