import { faults, properties, scenario } from 'stormproof';
import { leadsOut } from './claims';
import { configuration } from './configuration';
import { next, shop } from './shop';

scenario('a rollback that fails is gone on with by skipping, and the next update converges', {
  findings: ['S15', 'I17'],
  system: shop,
  needs: ['faults', 'updateRollback', 'permissions'],
  async storm(context) {
    const { submit, stack, deploy, inject, look, outcomes } = context;
    await submit(3);
    await stack.settle();
    await outcomes('before');
    const failure = inject(faults.stackFailure({ stack: stack.name, resource: 'DeadLetters', on: 'update' }));
    const again = inject(
      faults.stackFailure({ stack: stack.name, resource: 'Dead', on: 'rollback', attempt: 'every' }),
    );
    const end = await stack.update({ template: next });
    const rescued = await end.rescue();
    failure.lift();
    again.lift();
    await outcomes('rescued');
    look('the way out', [
      { id: stack.name, status: rescued.status, steps: rescued.commands, why: end.reason },
    ]);
    await stack.update({ template: next });
    look('updated', await configuration(context, stack));
    look('made anew', await configuration(context, await deploy('shop-anew', {}, next)));
  },
  holds: [
    leadsOut({ at: 'the way out', to: 'UPDATE_ROLLBACK_COMPLETE', steps: 2, of: 'Uploads' }),
    properties.unchanged({ since: 'before', until: 'rescued', of: 'Ledger' }),
    properties.noneStuck(),
    properties.converges({ once: 'made anew', again: 'updated', of: 'Dead' }),
  ],
});
