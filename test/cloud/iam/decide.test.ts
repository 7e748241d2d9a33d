import { decide, type AuthorizationRequest, type IdentityPolicies } from '../../../framework/cloud/iam';
import { groups, type Case } from './decide-cases';
import { callers, policy, request } from './requests';

const policiesOf = ({ identity, boundary, session, serviceControl }: Case): IdentityPolicies => ({
  identity: identity === undefined || identity.length === 0 ? [] : [policy(...identity)],
  ...(boundary === undefined ? {} : { boundary: policy(...boundary) }),
  ...(session === undefined ? {} : { session: [policy(...session)] }),
  ...(serviceControl === undefined
    ? {}
    : { serviceControl: serviceControl.map((level) => level.map((statement) => policy(statement))) }),
});

const requestOf = (each: Case): AuthorizationRequest =>
  request({
    principal: callers[each.caller ?? 'user'],
    policies: policiesOf(each),
    ...(each.resourcePolicy === undefined ? {} : { resourcePolicy: policy(...each.resourcePolicy) }),
    ...(each.endpointPolicy === undefined ? {} : { endpointPolicy: policy(...each.endpointPolicy) }),
    ...each.asks,
  });

describe.each(groups)('%s', (_, cases) => {
  test.each(cases)('$name', (each) => {
    const { allowed, reason } = decide(requestOf(each));
    expect(reason).toBe(each.expected);
    expect(allowed).toBe(each.expected === 'allowed');
  });
});

const allCases = groups.flatMap(([, cases]) => cases);

test('no two cases have the same name within a group', () => {
  for (const [, cases] of groups) expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
const nothing = { Effect: 'Deny', Action: '*', Resource: '*' };

const withMore = (asked: AuthorizationRequest, statement: object): AuthorizationRequest => ({
  ...asked,
  policies: { ...asked.policies, identity: [...asked.policies.identity, policy(statement)] },
});

test('a Deny of everything denies whoever has policies', () => {
  const withPolicies = allCases.filter(({ caller }) => caller !== 'service' && caller !== 'anonymous');
  expect(withPolicies.filter((each) => decide(withMore(requestOf(each), nothing)).allowed)).toEqual([]);
});

test('one more Allow in the identity policies never turns an Allow into a denial', () => {
  const allowed = allCases.filter(({ expected }) => expected === 'allowed');
  expect(allowed.filter((each) => !decide(withMore(requestOf(each), everything)).allowed)).toEqual([]);
});

test('a decision leaves its request as it was and is the same the second time', () => {
  for (const each of allCases) {
    const asked = requestOf(each);
    const before = JSON.stringify(asked);
    expect(decide(asked)).toEqual(decide(asked));
    expect(JSON.stringify(asked)).toBe(before);
  }
});
