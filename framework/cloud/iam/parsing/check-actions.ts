import { PolicyError, type PolicyDocument } from '../policy';

const VENDOR = /^[A-Za-z0-9.-]+$/;

function checkAction(action: string): void {
  const [vendor = '', ...names] = action.split(':');
  if (names.length === 0 && vendor !== '*') {
    throw new PolicyError('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
  if (names.length > 1) throw new PolicyError('Actions/Condition can contain only one colon.');
  if (vendor !== '*' && !VENDOR.test(vendor)) throw new PolicyError(`Vendor ${vendor} is not valid`);
}

/** Every action is `*` or a service and a name, as in `s3:Get*`. */
export function checkActions(document: PolicyDocument): void {
  for (const { Action: actions = [], NotAction: others = [] } of document.Statement) {
    for (const action of [...actions, ...others]) checkAction(action);
  }
}
