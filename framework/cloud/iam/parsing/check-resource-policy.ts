import { PolicyError, type PolicyDocument, type Statement } from '../policy';

const requireField = (isThere: boolean, field: string): void => {
  if (!isThere) throw new PolicyError(`Missing required field ${field}`);
};

const hasAny = (...lists: (readonly string[] | undefined)[]): boolean =>
  lists.some((list) => list !== undefined && list.length > 0);

function checkPrincipal(statement: Statement): void {
  requireField(statement.Principal !== undefined || statement.NotPrincipal !== undefined, 'Principal');
  if (statement.NotPrincipal !== undefined && statement.Effect === 'Allow') {
    throw new PolicyError('Allow with NotPrincipal is not allowed.');
  }
}

/** Checks what any policy that hangs on a resource must hold: whom, what and which. */
export function checkResourcePolicy(document: PolicyDocument): void {
  for (const statement of document.Statement) {
    checkPrincipal(statement);
    requireField(hasAny(statement.Action, statement.NotAction), 'Action');
    requireField(hasAny(statement.Resource, statement.NotResource), 'Resource');
  }
}

const isStsAction = (action: string): boolean => action.toLowerCase().startsWith('sts:');

/** Checks the policy that says who may take on a role: it hangs on the role, so it names no resource. */
export function checkTrustPolicy(document: PolicyDocument): void {
  for (const statement of document.Statement) {
    if (statement.Resource !== undefined) throw new PolicyError('Has prohibited field Resource');
    if (statement.NotResource !== undefined) {
      throw new PolicyError('AssumeRole policy must not contain resources.');
    }
    checkPrincipal(statement);
    if (statement.NotPrincipal !== undefined) {
      throw new PolicyError('AssumeRole policy must not contain NotPrincipal field.');
    }
    requireField(hasAny(statement.Action, statement.NotAction), 'Action');
    if (!(statement.Action ?? []).every(isStsAction)) {
      throw new PolicyError('AssumeRole policy may only specify STS AssumeRole actions.');
    }
  }
}
