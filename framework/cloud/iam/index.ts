export { decide, judge, type Verdict } from './evaluate';
export { denialMessage, explainDecision, plainDenialMessage } from './explain';
export { parsePolicy, type PolicyKind } from './parsing/parse';
export { PolicyError } from './policy';
export type { NamedPolicy, PolicyDocument } from './policy';
export type {
  AuthorizationRequest,
  ContextValue,
  Decision,
  DenialReason,
  IdentityPolicies,
  Principal,
} from './request';
