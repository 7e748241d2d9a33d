import { isDenial } from './none-denied';
import type { Evidence } from './property';

/** What a role did that needed a permission. */
export interface Access {
  roleName: string;
  /** 'dynamodb:PutItem' */
  action: string;
  /** An ARN, or '*' where the action knows no resource. */
  resource: string;
}

/** What roles did, once each; what was denied they did not do. */
export function accessesOfRoles(evidence: Evidence): Access[] {
  const denied = new Set(
    evidence.trace.flatMap((entry) => (entry.type === 'answer' && isDenial(entry.code) ? [entry.cause] : [])),
  );
  const accesses = new Map<string, Access>();
  for (const entry of evidence.trace) {
    if (entry.type !== 'call' || denied.has(entry.n)) continue;
    const roleName = /^arn:[^:]+:sts::\d+:assumed-role\/([^/]+)\//.exec(entry.principal)?.[1];
    if (roleName === undefined) continue;
    const { service, operation, resource } = entry;
    const ordinary = resource === undefined ? [] : [{ action: `${service}:${operation}`, resource }];
    for (const access of entry.accesses ?? ordinary) {
      const { action, resource: on } = access;
      accesses.set(JSON.stringify([roleName, action, on]), { roleName, action, resource: on });
    }
  }
  return [...accesses.values()];
}
