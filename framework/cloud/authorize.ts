import type { Engine } from './engine';
import { AwsError } from './error';
import type { Exchange } from './exchange';
import {
  denialMessage,
  judge,
  plainDenialMessage,
  type AuthorizationRequest,
  type IdentityPolicies,
  type Principal,
  type Verdict,
} from './iam';
import { globalContext } from './identify';
import type { Access, AttachedPolicy, Service } from './service';

/** Refuses a request that some policy doesn't let through, in the words of its service. */
export function authorize(exchange: Exchange, engine: Engine): void {
  const { service, principal, accesses } = exchange;
  if (service === undefined || accesses.length === 0) return;
  const policies = engine.callers.policiesOf(principal, exchange);
  for (const access of accesses) {
    const attached = engine.callers.resourcePolicy(access, exchange);
    const question = new Question(exchange, access, policies, attached, engine.world.nowMs);
    const verdict = without(judge(question), exchange.revoked ?? [], access);
    if (verdict.allowed) continue;
    const { code, status } = service.accessDenied;
    throw new AwsError(code, deniedWords(service, question, verdict), { status });
  }
}

function deniedWords({ accessDenied }: Service, question: Question, verdict: Verdict): string {
  const { message, plain, quoted, toOutsiders } = accessDenied;
  const { resource } = question;
  const isOutsider = question.principal.accountId !== question.resourceAccountId;
  const fixed = message ?? (isOutsider ? toOutsiders : undefined);
  if (fixed !== undefined) return fixed;
  const words = plain === true ? plainDenialMessage(question) : denialMessage(question, verdict);
  return quoted === true
    ? words.replace(`on resource: ${resource}`, () => `on resource: "${resource}"`)
    : words;
}

/** What is asked of the policies. Its condition keys are put together when a policy looks at one: most have none. */
class Question implements AuthorizationRequest {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccountId: string;
  readonly resourcePolicy?: AttachedPolicy['policy'];
  readonly resourcePolicyKind?: NonNullable<AttachedPolicy['kind']>;
  private keys: Exchange['context'] | undefined;

  constructor(
    private readonly exchange: Exchange,
    private readonly access: Access,
    readonly policies: IdentityPolicies,
    attached: AttachedPolicy | undefined,
    private readonly nowMs: number,
  ) {
    this.principal = exchange.principal;
    this.action = access.action;
    this.resource = access.resource;
    this.resourceAccountId = access.accountId ?? accountOf(access.resource) ?? exchange.accountId;
    if (attached === undefined) return;
    this.resourcePolicy = attached.policy;
    this.resourcePolicyKind = attached.kind;
  }

  get context(): Exchange['context'] {
    this.keys ??= Object.assign(globalContext(this.exchange, this.nowMs), this.access.context);
    return this.keys;
  }
}

/** As if no policy of the caller's allowed an action that a fault took away. */
function without(verdict: Verdict, revoked: readonly string[], { action }: Access): Verdict {
  if (!verdict.allowed || !revoked.includes(action)) return verdict;
  return { allowed: false, reason: 'no-identity-based-policy' };
}

function accountOf(arn: string): string | undefined {
  const account = arn.split(':', 5)[4];
  return account === undefined || account === '' ? undefined : account;
}
