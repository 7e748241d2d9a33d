import type { Engine } from './engine';
import type { Exchange } from './exchange';
import type { IdentityPolicies, Principal } from './iam';
import type { Access, AttachedPolicy, Service } from './service';

const noPolicies: IdentityPolicies = { identity: [] };

/** Who calls and what policies say about it, by the services that know. */
export class Callers {
  /** The few services that know keys, or policies of callers; each request asks them. */
  private readonly ofKeys: readonly Service[];
  private readonly ofPolicies: readonly Service[];

  constructor(
    private readonly engine: Engine,
    services: readonly Service[],
  ) {
    this.ofKeys = services.filter(({ principalOf }) => principalOf !== undefined);
    this.ofPolicies = services.filter(({ policiesOf }) => policiesOf !== undefined);
  }

  /** Whom an access key was given to. */
  issuedPrincipal(accessKeyId: string, exchange: Exchange): Principal | undefined {
    for (const service of this.ofKeys) {
      const principal = service.principalOf?.(accessKeyId, this.engine.call(exchange, service));
      if (principal !== undefined) return principal;
    }
    return undefined;
  }

  policiesOf(principal: Principal, exchange: Exchange): IdentityPolicies {
    if (principal.kind === 'root' || principal.kind === 'service' || principal.kind === 'anonymous')
      return noPolicies;
    let policies = noPolicies;
    for (const service of this.ofPolicies) {
      const more = service.policiesOf?.(principal, this.engine.call(exchange, service));
      if (more !== undefined) {
        policies = { ...policies, ...more, identity: [...policies.identity, ...more.identity] };
      }
    }
    return policies;
  }

  /**
   * The policy attached to what is accessed; trust policies answer for sts, each other service for its own
   * resources.
   */
  resourcePolicy(access: Access, exchange: Exchange): AttachedPolicy | undefined {
    const prefix = access.action.slice(0, access.action.indexOf(':'));
    const owner = access.resource.split(':', 3)[2];
    const name = prefix === 'sts' ? 'iam' : prefix;
    // A trust policy says who may take on a role, not who may manage it.
    if (owner !== name || prefix === 'iam') return undefined;
    const service = this.engine.service(name);
    return service?.resourcePolicy?.(access.resource, this.engine.call(exchange, service));
  }
}
