import { relative } from 'node:path';
import { rolePolicies } from '../backends/role-policies';
import type { Cloud } from '../backends/cloud';
import type { Stack } from '../backends/stack';
import type { Grant } from '../properties/property';
import { isMap, own, placeOf } from '../template';

type Path = readonly (string | number)[];

/** What the policies of the stack's roles allow, statement by statement; what they deny is left out. */
export async function readGrants(cloud: Cloud, stack: Stack): Promise<Grant[]> {
  const grants: Grant[] = [];
  for (const [role, resource] of Object.entries(stack.template.resources)) {
    if (!isMap(resource) || own(resource, 'Type') !== 'AWS::IAM::Role' || !stack.has(role)) continue;
    const roleName = stack.ref(role);
    for (const { name: policy, statements } of await rolePolicies(cloud, roleName)) {
      for (const [index, { Effect, Sid, Action, Resource }] of statements.entries()) {
        if (Effect !== 'Allow') continue;
        const place = statementPlace(stack, role, Sid);
        grants.push({
          role,
          roleName,
          name: Sid ?? `statement ${index + 1} of ${policy}`,
          ...(Sid === undefined ? {} : { sid: Sid }),
          ...(Action === undefined ? {} : { actions: Action }),
          ...(Resource === undefined ? {} : { resources: Resource.map((pattern) => named(stack, pattern)) }),
          ...(place === undefined ? {} : { place }),
        });
      }
    }
  }
  return grants;
}

/** A resource pattern, with the resource of the stack that holds all that it can match, if one does. */
function named(stack: Stack, pattern: string): { pattern: string; within?: string } {
  const known = stack.logicalIdOf(pattern);
  if (known !== undefined) return { pattern, within: known };
  let prefix = pattern.split(/[*?]|\$\{/, 1)[0] ?? '';
  for (;;) {
    const cut = Math.max(prefix.lastIndexOf('/'), prefix.lastIndexOf(':'));
    if (cut <= 0) return { pattern };
    prefix = prefix.slice(0, cut);
    const within = stack.logicalIdOf(prefix);
    if (within !== undefined) return { pattern, within };
  }
}

/** Where a statement stands: by its Sid in the role or in a policy of the template, else where its role does. */
function statementPlace(stack: Stack, role: string, sid: string | undefined): string | undefined {
  const { template } = stack;
  const paths = sid === undefined ? [] : pathsOf(template.resources, sid, ['Resources']);
  const path = paths.find(([, owner]) => owner === role) ?? paths.find(([, owner]) => isPolicy(stack, owner));
  const place = placeOf(template, path ?? ['Resources', role]);
  return place === undefined ? undefined : `${relative('.', place.file)}:${place.line}`;
}

function isPolicy(stack: Stack, owner: string | number | undefined): boolean {
  const resource = own(stack.template.resources, String(owner));
  const type = isMap(resource) ? own(resource, 'Type') : undefined;
  return type === 'AWS::IAM::Policy' || type === 'AWS::IAM::ManagedPolicy';
}

/** The ways to all statements of that Sid. */
function pathsOf(value: unknown, sid: string, path: Path): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([key, member]) =>
    pathsOf(member, sid, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return 'Sid' in value && value.Sid === sid ? [path, ...below] : below;
}
