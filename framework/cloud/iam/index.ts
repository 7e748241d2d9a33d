export { decide } from './evaluate';
export { denialMessage, explainDecision, plainDenialMessage } from './explain';
export { parsePolicy, type PolicyKind } from './parsing/parse';
export { PolicyError } from './policy';
export type { NamedPolicy, PolicyDocument, PrincipalElement, PrincipalNames, Statement } from './policy';
export type {
  AuthorizationRequest,
  Consideration,
  ContextValue,
  Decision,
  DenialReason,
  IdentityPolicies,
  PolicyType,
  Principal,
  StatementPlace,
} from './request';
