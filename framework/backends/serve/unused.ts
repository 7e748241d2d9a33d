import type { IAM } from '@aws-sdk/client-iam';
import { asker } from '../../cloud/call';
import type { Engine } from '../../cloud/engine';
import { parsePolicy } from '../../cloud/iam';
import { rootPrincipal } from '../../cloud/identify';
import type { AskClient } from '../../cloud/service';
import type { Json } from '../../kernel';

/** What a role or user is allowed to do and did not do, as far back as the trace goes. */
interface Unused {
  readonly [name: string]: Json;
  principal: string;
  policy: string;
  statement: string;
  /** Patterns of the statement that no access of the principal met. */
  actions: readonly string[];
  resources: readonly string[];
}

interface Identity {
  arn: string;
  policies: { name: string; document: string }[];
}

interface Use {
  action: string;
  resource: string;
}

/**
 * The permission ledger: of each statement that allows a role or user something, the actions and resources that were
 * granted but not used. Statements with NotAction or NotResource can't be told apart from what they leave out and are
 * listed whole when they were never used.
 */
export function unusedGrants(engine: Engine): Json {
  const uses = usesByPrincipal(engine);
  const accounts = [...new Set(['000000000000', ...accountsOf(engine)])].sort();
  const unused: Unused[] = [];
  for (const accountId of accounts) {
    for (const identity of identitiesOf(iamOf(engine, accountId))) {
      unused.push(...unusedOf(identity, uses.get(identity.arn.replace(/:(role|user)\/.*\//, ':$1/')) ?? []));
    }
  }
  const [first] = engine.world.trace.entries;
  return { since: new Date(first?.atMs ?? engine.world.nowMs).toISOString(), unused };
}

function accountsOf({ world }: Engine): string[] {
  return world.trace.entries.flatMap((entry) =>
    entry.type === 'call' && /^\d{12}$/.test(entry.accountId) ? [entry.accountId] : [],
  );
}

/** What each role and user did, by its ARN without a path; what was refused it did not do. */
function usesByPrincipal({ world }: Engine): Map<string, Use[]> {
  const refused = new Set(
    world.trace.entries.flatMap((entry) =>
      entry.type === 'answer' && /AccessDenied|AuthorizationError/.test(entry.code ?? '')
        ? [entry.cause]
        : [],
    ),
  );
  const uses = new Map<string, Use[]>();
  for (const entry of world.trace.entries) {
    if (entry.type !== 'call' || refused.has(entry.n)) continue;
    const arn = entry.principal
      .replace(/:sts::(\d+):assumed-role\/([^/]+)\/.*$/, ':iam::$1:role/$2')
      .replace(/:user\/.*\//, ':user/');
    const ordinary = { action: `${entry.service}:${entry.operation}`, resource: entry.resource ?? '*' };
    uses.set(arn, [...(uses.get(arn) ?? []), ...(entry.accesses ?? [ordinary])]);
  }
  return uses;
}

function iamOf(engine: Engine, accountId: string): AskClient<IAM> {
  const from = { task: 'permission ledger', cause: 0, accountId, region: 'us-east-1' };
  return asker((operation, input) =>
    engine.ask(from, 'iam', operation, input, { as: rootPrincipal(accountId, 'aws') }),
  );
}

function identitiesOf(iam: AskClient<IAM>): Identity[] {
  const roles = allPages((Marker) => {
    const { Roles = [], ...page } = iam.listRoles({ Marker });
    return { ...page, items: Roles };
  }).map(({ Arn = '', RoleName = '' }): Identity => {
    const inline = iam.listRolePolicies({ RoleName }).PolicyNames ?? [];
    const attached = iam.listAttachedRolePolicies({ RoleName }).AttachedPolicies ?? [];
    const own = inline.map((PolicyName) => ({
      name: PolicyName,
      document: iam.getRolePolicy({ RoleName, PolicyName }).PolicyDocument ?? '',
    }));
    return { arn: Arn, policies: [...own, ...attached.map(({ PolicyArn = '' }) => managed(iam, PolicyArn))] };
  });
  const users = allPages((Marker) => {
    const { Users = [], ...page } = iam.listUsers({ Marker });
    return { ...page, items: Users };
  }).map(({ Arn = '', UserName = '' }): Identity => {
    const inline = iam.listUserPolicies({ UserName }).PolicyNames ?? [];
    const attached = iam.listAttachedUserPolicies({ UserName }).AttachedPolicies ?? [];
    const own = inline.map((PolicyName) => ({
      name: PolicyName,
      document: iam.getUserPolicy({ UserName, PolicyName }).PolicyDocument ?? '',
    }));
    return { arn: Arn, policies: [...own, ...attached.map(({ PolicyArn = '' }) => managed(iam, PolicyArn))] };
  });
  return [...roles, ...users];
}

function allPages<T>(
  page: (marker: string | undefined) => {
    items: T[];
    IsTruncated?: boolean | undefined;
    Marker?: string | undefined;
  },
): T[] {
  const all: T[] = [];
  let marker: string | undefined;
  do {
    const { items, IsTruncated, Marker } = page(marker);
    all.push(...items);
    marker = IsTruncated === true ? Marker : undefined;
  } while (marker !== undefined);
  return all;
}

function managed(iam: AskClient<IAM>, PolicyArn: string): { name: string; document: string } {
  const { Policy } = iam.getPolicy({ PolicyArn });
  const VersionId = Policy?.DefaultVersionId ?? 'v1';
  return {
    name: Policy?.PolicyName ?? PolicyArn,
    document: iam.getPolicyVersion({ PolicyArn, VersionId }).PolicyVersion?.Document ?? '',
  };
}

function unusedOf({ arn, policies }: Identity, uses: readonly Use[]): Unused[] {
  return policies.flatMap(({ name, document }) =>
    parsePolicy(decodeURIComponent(document), 'any').Statement.flatMap((statement, index) => {
      if (statement.Effect !== 'Allow') return [];
      const { Action: actions, Resource: resources, Sid } = statement;
      const used = uses.filter(
        ({ action, resource }) => fitsAny(actions, action, true) && fitsAny(resources, resource, false),
      );
      const left = {
        actions: (actions ?? []).filter(
          (pattern) => !used.some(({ action }) => matches(pattern, action, true)),
        ),
        resources: (resources ?? []).filter(
          (pattern) => !used.some(({ resource }) => matches(pattern, resource, false)),
        ),
      };
      if (used.length > 0 && left.actions.length + left.resources.length === 0) return [];
      return [{ principal: arn, policy: name, statement: Sid ?? `#${index + 1}`, ...left }];
    }),
  );
}

/** Whether one of the patterns fits; an element that is left out (for its Not-form) fits anything. */
function fitsAny(patterns: readonly string[] | undefined, text: string, ignoresCase: boolean): boolean {
  return patterns === undefined || patterns.some((pattern) => matches(pattern, text, ignoresCase));
}

/** As IAM matches: over the whole text; a policy variable may be anything, and what knows no resource fits all. */
function matches(pattern: string, text: string, ignoresCase: boolean): boolean {
  if (text === '*') return true;
  const source = pattern
    .split(/(\$\{[^}]*\}|[*?])/)
    .map((part) => {
      if (part === '*' || part.startsWith('${')) return '.*';
      return part === '?' ? '.' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`, ignoresCase ? 'is' : 's').test(text);
}
