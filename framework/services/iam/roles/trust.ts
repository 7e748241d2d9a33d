/** Trust policies: who may take on a role. */
import { parseArn, type PolicyDocument } from '../../../cloud/service';
import { checkDocument, documentOf, encoded, sizeOf } from '../documents';
import { malformedPolicyDocument, quotaExceeded } from '../errors';
import { actorAt } from '../holders';
import type { IamCall, Role } from '../state';

const trustSizeMax = 2_048;

/**
 * Checks a trust policy and finds the unique ids of the roles and users that it names, under which it keeps them.
 *
 * Principals of this account must exist, as on AWS. AWS looks into other accounts too; here one that holds no such
 * role or user may be outside the scenario, so its names are taken as they are.
 */
export function readTrust(text: string, call: IamCall): Pick<Role, 'trust' | 'trustedIds'> {
  const document = checkDocument(text, 'trust');
  if (sizeOf(text) > trustSizeMax) throw quotaExceeded('ACLSizePerRole', trustSizeMax);
  const trustedIds: Record<string, string> = {};
  for (const name of namedActors(document)) {
    const actor = actorAt(name, call);
    if (actor !== undefined) trustedIds[name] = actor.id;
    else if (parseArn(name)?.accountId === call.accountId) {
      throw malformedPolicyDocument(`Invalid principal in policy: "AWS":"${name}"`);
    }
  }
  return { trust: text, trustedIds };
}

function namedActors(document: PolicyDocument): string[] {
  return document.Statement.flatMap(({ Principal }) =>
    Principal === undefined || Principal === '*' ? [] : (Principal.AWS ?? []),
  ).filter((name) => /^arn:[^:]+:iam::\d{12}:(role|user)\//.test(name));
}

/** The trust policy as it is enforced: roles and users are meant by their unique ids. */
export const trustDocument = (role: Role): PolicyDocument => documentOf(role.trust, role.trustedIds);

/** The trust policy as IAM shows it: a principal that was deleted since stands there with its unique id. */
export function shownTrust(role: Role, call: IamCall): string {
  let text = role.trust;
  for (const [arn, id] of Object.entries(role.trustedIds)) {
    if (actorAt(arn, call)?.id !== id) text = text.replaceAll(JSON.stringify(arn), JSON.stringify(id));
  }
  return encoded(text);
}
