import { defineSystem } from 'stormproof';
import { retentionDays } from './fan-out';

interface Setting {
  id: string;
}

/** A queue and how long it keeps messages; the setting is the work, and what is set is what came of it. */
export const settings = defineSystem<Setting>({
  name: 'settings',
  template: 'templates/patterns/settings.yaml',
  noun: 'setting',
  work: () => ({ id: '4 days' }),
  // It is made by the deployment.
  submit: () => Promise.resolve(),
  async outcomes(context) {
    return [{ id: `${await retentionDays(context, 'Inbox')} days` }];
  },
  flaws: [
    {
      id: 'no-gate',
      title: 'an update that nobody can be told of goes through',
      patches: [
        {
          file: 'templates/patterns/settings.yaml',
          find: 'IsAudited: !Not [!Equals',
          replace: 'IsAudited: !And [!Equals [yes, no], !Equals',
        },
      ],
    },
  ],
});
