import { StormError } from '../kernel';
import type { Dose, Fault } from './fault';

export interface RevokeOptions extends Dose {
  /** The role whose sessions lose the permission: a logical id of the stack, a name, or an ARN. */
  role: string;
  /** 'dynamodb:PutItem', or 'dynamodb:*' for all of a service. */
  action: string;
  /** A logical id of the stack or an ARN; every resource by default. */
  resource?: string;
}

/**
 * Takes a permission away from a role, as when somebody edits its policies: denied in AWS's words, whichever policy
 * would have allowed it.
 *
 * The SDK does not try again what is denied.
 *
 * @example
 * inject(faults.revoke({ role: 'ProcessorRole', action: 'dynamodb:PutItem', during: '10 minutes' }));
 */
export function revoke(options: RevokeOptions): Fault {
  const { role, action, resource } = options;
  if (!/^[a-z0-9-]+:(\*|[A-Za-z]+)$/.test(action)) {
    throw new StormError('STORM_BAD_INPUT', `'${action}' is no action of IAM.`, {
      fix: "name one as in a policy: 'dynamodb:PutItem', or 'dynamodb:*'",
    });
  }
  const covers = (asked: string) =>
    action.endsWith('*')
      ? asked.startsWith(action.slice(0, -1))
      : asked.toLowerCase() === action.toLowerCase();
  return {
    kind: 'revoke',
    title: `revoke ${action} from ${role}${resource === undefined ? '' : ` on ${resource}`}`,
    dose: options,
    proof: 'request',
    before(view, dice) {
      const name = view.role?.slice(view.role.lastIndexOf('/') + 1);
      if (name !== role && !dice.means(role, view.role)) return undefined;
      if (resource !== undefined && !dice.means(resource, view.resource)) return undefined;
      const actions = view.actions.filter(covers);
      return actions.length === 0 ? undefined : { kind: 'revoke', actions };
    },
  };
}
