import { faults, properties, scenario } from 'stormproof';
import { leadsOut, ready } from './claims';
import { shelves, stock, warehouse } from './warehouse';

scenario('a warehouse is full when its stack is complete', {
  findings: ['I16'],
  system: warehouse,
  needs: ['functions', 'virtualTime'],
  async storm(context) {
    const { deploy, look } = context;
    look('complete', await stock(context, await deploy('warehouse-north')));
  },
  calm: '1 hour',
  holds: [
    ready({ at: 'complete', count: shelves, of: 'Filling' }),
    properties.noneStuck(),
    properties.noneDenied(),
  ],
});

scenario('what never answers is waited for no longer than said, and leaves nothing', {
  findings: ['I16', 'unanswered-deletion'],
  system: warehouse,
  needs: ['faults', 'updateRollback', 'functions', 'virtualTime'],
  async storm({ deploy, inject, cloud, look }) {
    const ends = [];
    const silences = {
      'the custom resource': faults.crash({ service: 'lambda', operation: 'Invoke', when: 'before' }),
      'the wait condition': faults.crash({ service: 'dynamodb', operation: 'PutItem', when: 'before' }),
    };
    for (const [id, crash] of Object.entries(silences)) {
      const silence = inject(crash);
      const startMs = cloud.now.getTime();
      const failure = await deploy('warehouse-south').then(() => 'it came through', String);
      const minutes = (cloud.now.getTime() - startMs) / 60_000;
      silence.lift();
      const { status, commands } = await cloud.rescue('warehouse-south');
      ends.push({
        id,
        status: minutes < 15 ? status : `${status} after ${minutes} minutes`,
        steps: commands,
        why: failure,
      });
    }
    look('ends', ends);
  },
  calm: '1 hour',
  holds: [
    leadsOut({ at: 'ends', to: 'DELETE_COMPLETE', steps: 1, of: 'Starter' }),
    properties.noneStuck(),
    properties.noOrphans(),
  ],
});
