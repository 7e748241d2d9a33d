import { properties, faults, scenario } from 'stormproof';
import { s3Processor } from './system';

const unfit = [
  { id: 'empty.json', body: '' },
  { id: 'truncated.json', body: '{"total": 1' },
  { id: 'text.json', body: '{"total": 1}', contentType: 'text/plain' },
  { id: 'no-total.json', body: '{"sum": 1}' },
  { id: 'word.json', body: '{"total": "one"}' },
  { id: 'too-large.json', body: JSON.stringify({ total: 1, filling: 'x'.repeat(6 * 1024 * 1024) }) },
];

scenario('objects of the wrong kind are rejected once and recorded as such', {
  findings: ['P14'],
  system: s3Processor,
  async storm({ submit, inject }) {
    inject(faults.corrupt({ service: 's3', operation: 'GetObject', how: 'changed', times: 1 }));
    for (const upload of unfit) await submit(upload);
    await submit(2);
  },
  swarm: ({ chance, between }) => [
    faults.duplicate({ service: 's3', to: 'Processor', chance: chance() }),
    faults.reorder({ service: 's3', to: 'Processor' }),
    faults.throttle({ service: 'dynamodb', chance: chance(0.5), during: `${between(5, 30)} seconds` }),
  ],
  calm: '1 hour',
  holds: [
    properties.rejected({ only: unfit.map(({ id }) => id), field: 'rejected' }),
    properties.exactlyOnce(),
    properties.deadLettered({ only: [] }),
  ],
});
