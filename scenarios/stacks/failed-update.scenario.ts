import { faults, properties, scenario, type StackEnd } from 'stormproof';
import { leadsOut } from './claims';
import { configuration } from './configuration';
import { next, shop, uploads, type resources } from './shop';

scenario('an update that fails at any resource keeps the orders and restores the old configuration', {
  findings: ['I17', 'S15'],
  system: shop,
  needs: ['faults', 'updateRollback', 'permissions'],
  async storm(context) {
    const { submit, stack, cloud, inject, look, outcomes } = context;
    await submit(5);
    await cloud.settle();
    await outcomes('orders before');
    look('uploads before', await uploads(context, stack.ref('Uploads')));
    look('configuration before', await configuration(context, stack));
    const ends = [];
    for (const resource of changed) {
      const failure = inject(
        faults.stackFailure({ resource, on: 'update', attempt: 'every', when: 'after' }),
      );
      const end = await stack.update({ template: next });
      const { status, commands } = await end.rescue();
      ends.push({
        id: `an update that fails at ${resource}`,
        status,
        steps: commands,
        why: reasonOf(end.events),
      });
      failure.lift();
    }
    look('ends', ends);
    await outcomes('orders after');
    look('uploads after', await uploads(context, stack.ref('Uploads')));
    look('configuration after', await configuration(context, stack));
    await submit(2);
  },
  calm: '1 hour',
  holds: [
    leadsOut({ at: 'ends', to: 'UPDATE_ROLLBACK_COMPLETE', steps: 0, of: 'Uploads' }),
    properties.noneStuck(),
    properties.unchanged({ since: 'orders before', until: 'orders after', of: 'Ledger' }),
    properties.unchanged({ since: 'uploads before', until: 'uploads after', of: 'Uploads' }),
    properties.unchanged({ since: 'configuration before', until: 'configuration after', of: 'Uploads' }),
    properties.noOrphans(),
    properties.processedAll(),
    properties.recovers('1 hour'),
  ],
});

/** What went wrong last, but for what was called off because of it. */
function reasonOf(events: StackEnd['events']): string {
  const last = events.findLast(
    ({ ResourceStatus = '', ResourceStatusReason: reason = '' }) =>
      ResourceStatus.endsWith('_FAILED') && !/cancelled|failed to update/.test(reason),
  );
  return `${last?.LogicalResourceId}: ${last?.ResourceStatusReason}`;
}

/** What the next version changes by itself: the others follow the ledger, which takes another table. */
const changed = [
  'Ledger',
  'Processor',
  'Uploads',
  'UploadsPolicy',
  'Retries',
  'Logs',
  'Dead',
  'Told',
  'DeadLetters',
] as const satisfies readonly (typeof resources)[number][];
