import { properties, scenario, type Stack } from 'stormproof';
import { refused } from './claims';
import { branch, network, top } from './network';

scenario('what other stacks import stays until the last of them is gone', {
  findings: ['hard-coded-arn'],
  system: network,
  needs: ['updateRollback'],
  async storm(context) {
    const { submit, deploy, stack, look, outcomes } = context;
    const [left, right] = await Promise.all([
      deploy('network-left', {}, branch),
      deploy('network-right', {}, branch),
    ]);
    const reader = await deploy('network-top', {}, top);
    look('refusals', [await refusal(left), await refusal(stack)]);
    if (stack.has('News')) await submit(3);
    await stack.settle();
    await outcomes('heard');
    // The way that the imports allow: from the top down, branches at once.
    await reader.delete();
    await Promise.all([left.delete(), right.delete()]);
    await stack.delete();
  },
  holds: [
    refused({
      at: 'refusals',
      because: /Cannot delete export \S+ as it is in use by network-/,
      of: 'News',
      fix: 'let whoever needs it import it (Export and Fn::ImportValue): that locks it',
    }),
    properties.retained({ at: 'heard', of: 'News' }),
    properties.noneStuck(),
    properties.noOrphans(),
  ],
});

/** How an early deletion ended. */
async function refusal(stack: Stack) {
  const { status, reason = '' } = await stack.delete();
  return { id: stack.name, status, reason: reason === '' ? status : reason };
}
