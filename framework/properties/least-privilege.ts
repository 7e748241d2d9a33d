import { accessesOfRoles, type Access } from './accesses';
import { countOf, type Evidence, type Grant, type Property, type Verdict } from './property';

export interface LeastPrivilegeOptions {
  /** The logical id of the only role to judge; by default all roles of the stack. */
  role?: string;
  /** Statements that are taken as they are, by Sid: what only a rare event needs. */
  except?: readonly string[];
}

/** A statement that grants more than was used. */
interface Excess {
  grant: Grant;
  why: string;
}

/**
 * No role of the stack may do more than it did in this run: each action and each resource of each statement was used,
 * and no wildcard is wider than what was used.
 *
 * It needs the trace, and the player reads the roles' policies through IAM. A wildcard among actions always grants
 * more than was used. One among resources does not if it lies within one resource of the stack (`<bucket>/*`), or if
 * the actions know no resource.
 *
 * What would surprise: only this run counts, so the storm must exercise everything that the role is for. Conditions
 * are not looked at. A permission that changes only an error (`s3:ListBucket` turns 403 into 404) counts as unused.
 *
 * @example
 * holds: [properties.leastPrivilege({ except: ['SendDeadLetters'] })]
 */
export function leastPrivilege(options: LeastPrivilegeOptions = {}): Property {
  return {
    name: 'leastPrivilege',
    needs: ['trace'],
    reads: ['grants'],
    judge: (evidence) => judge(evidence, options),
  };
}

function judge(evidence: Evidence, { role, except = [] }: LeastPrivilegeOptions): Verdict {
  const grants = (evidence.grants ?? []).filter(
    (grant) => (role === undefined || grant.role === role) && !except.includes(grant.sid ?? ''),
  );
  if (grants.length === 0) {
    return {
      holds: false,
      what: `${role ?? 'the stack'} has no statement to judge, so it proves nothing`,
      lines: [],
      fix: { text: 'give the logical id of a role of the stack that has policies' },
    };
  }
  const accesses = accessesOfRoles(evidence);
  const excesses = grants.flatMap((grant) =>
    excessOf(
      grant,
      accesses.filter(({ roleName }) => roleName === grant.roleName),
      evidence,
    ).map((why): Excess => ({ grant, why })),
  );
  const [first] = excesses;
  if (first === undefined) {
    return { holds: true, proven: `${countOf(grants.length, grants.length, 'statement')} used in full` };
  }
  const count = new Set(excesses.map(({ grant }) => grant)).size;
  const { place } = first.grant;
  return {
    holds: false,
    what: `${countOf(count, grants.length, 'statement')} ${count === 1 ? 'grants' : 'grant'} more than was used`,
    lines: excesses.map(({ grant, why }) => ({
      label: 'excess',
      text: `${grant.role}, ${grant.name}: ${why}${grant.place === undefined ? '' : `  ${grant.place}`}`,
    })),
    fix: {
      text: `narrow ${first.grant.name} of ${first.grant.role} to what is used, or let the storm use the rest`,
      ...(place === undefined ? {} : { place }),
    },
  };
}

function excessOf(grant: Grant, accesses: readonly Access[], evidence: Evidence): string[] {
  if (grant.actions === undefined || grant.resources === undefined) {
    return [`${grant.actions === undefined ? 'NotAction' : 'NotResource'} grants whatever it does not name`];
  }
  const { actions, resources } = grant;
  const used = accesses.filter(
    ({ action, resource }) =>
      actions.some((pattern) => matchesAction(pattern, action)) &&
      resources.some(({ pattern }) => matches(pattern, resource)),
  );
  if (used.length === 0) return ['was never used'];
  return [
    ...actions.flatMap((pattern) => {
      const hits = used.filter(({ action }) => matchesAction(pattern, action));
      if (hits.length === 0) return [`${pattern} was never used`];
      return hasWildcard(pattern) ? [`${pattern} is wider than what was used, ${actionsOf(hits)}`] : [];
    }),
    ...resources.flatMap(({ pattern, within }) => {
      const hits = used.filter(({ resource }) => matches(pattern, resource));
      const isNarrow = within !== undefined || hits.every(({ resource }) => resource === '*');
      if (hits.length === 0) return [`${pattern} was never used`];
      if (!hasWildcard(pattern) || isNarrow) return [];
      return [`${pattern} is wider than what was used, ${resourcesOf(hits, evidence)}`];
    }),
  ];
}

function actionsOf(accesses: readonly Access[]): string {
  return [...new Set(accesses.map(({ action }) => action))].join(', ');
}

function resourcesOf(accesses: readonly Access[], evidence: Evidence): string {
  const names = [...new Set(accesses.map(({ resource }) => evidence.names.of(resource)))];
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}

function hasWildcard(pattern: string): boolean {
  return /[*?]|\$\{/.test(pattern);
}

/** Names of actions know no case. */
function matchesAction(pattern: string, action: string): boolean {
  return matches(pattern.toLowerCase(), action.toLowerCase());
}

/** As IAM matches: over the whole text, so that `*` may reach over colons; a policy variable may be anything. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .split(/(\$\{[^}]*\}|[*?])/)
    .map((part) => {
      if (part === '*' || part.startsWith('${')) return '.*';
      return part === '?' ? '.' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`, 's').test(text);
}
