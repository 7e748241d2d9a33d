import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { properties, faults, scenario, type StormContext } from 'stormproof';
import { currentObjects, formerVersions } from './objects';
import { s3Processor, s3ProcessorInProduction, type Upload } from './system';

const poison = 'object-01.json';

scenario('uploads are there for thirty days and then no more', {
  findings: ['no-object-retention'],
  system: s3Processor,
  needs: ['virtualTime'],
  runsMax: 3,
  async storm(context) {
    const { submit, cloud, look } = context;
    await submit(3);
    await cloud.advance('30 days');
    look('day 30', await currentObjects(context));
    await cloud.advance('1 day');
    look('day 31', await currentObjects(context));
  },
  holds: [properties.expired({ of: 'Uploads', after: 'day 30', by: 'day 31' })],
});

scenario('uploads are there for a year in production', {
  findings: ['no-object-retention'],
  system: s3ProcessorInProduction,
  needs: ['virtualTime'],
  runsMax: 3,
  async storm(context) {
    const { submit, cloud, look } = context;
    await submit(3);
    await cloud.advance('365 days');
    look('day 365', await currentObjects(context));
    await cloud.advance('1 day');
    look('day 366', await currentObjects(context));
  },
  holds: [properties.expired({ of: 'Uploads', after: 'day 365', by: 'day 366' })],
});

scenario('former versions are there for seven days and then no more', {
  findings: ['no-version-retention'],
  system: s3Processor,
  needs: ['virtualTime'],
  runsMax: 3,
  async storm(context) {
    const { submit, cloud, look } = context;
    await submit(2);
    await submit({ id: 'object-01.json', body: '{"total":10}' });
    await submit({ id: 'object-02.json', body: '{"total":20}' });
    await cloud.advance('7 days');
    look('day 7', await formerVersions(context));
    await cloud.advance('1 day');
    look('day 8', await formerVersions(context));
  },
  holds: [properties.expired({ of: 'Uploads', after: 'day 7', by: 'day 8' })],
});

scenario('log events are there for thirty days and then no more', {
  findings: ['no-log-retention'],
  system: s3Processor,
  needs: ['virtualTime'],
  runsMax: 3,
  async storm(context) {
    const { submit, cloud, look } = context;
    await submit(3);
    await cloud.advance('29 days');
    look('day 29', await loggedUploads(context));
    await cloud.advance('2 days');
    look('day 31', await loggedUploads(context));
  },
  holds: [properties.expired({ of: 'ProcessorLogs', after: 'day 29', by: 'day 31' })],
});

scenario('records are there for ninety days and then no more', {
  findings: ['no-record-retention'],
  system: s3Processor,
  needs: ['virtualTime'],
  runsMax: 3,
  async storm({ submit, cloud, outcomes }) {
    await submit(3);
    await cloud.advance('89 days');
    await outcomes('day 89');
    await cloud.advance('2 days');
    await outcomes('day 91');
  },
  holds: [properties.expired({ of: 'Records', after: 'day 89', by: 'day 91' })],
});

scenario('dead letters are there for thirteen days', {
  findings: ['no-dead-letter-retention'],
  system: s3Processor,
  needs: ['virtualTime'],
  runsMax: 3,
  async storm(context) {
    const { submit, cloud, look, inject } = context;
    inject(faults.poison({ work: poison }));
    await submit(1);
    await cloud.advance('13 days');
    look('day 13', await deadLetters(context));
    await cloud.advance('2 days');
    look('day 15', await deadLetters(context));
  },
  holds: [properties.expired({ of: 'Dlq', after: 'day 13', by: 'day 15' })],
});

/** Objects that the function's log tells of. */
async function loggedUploads({ aws, stack }: StormContext<Upload>) {
  const { events = [] } = await aws(CloudWatchLogs).filterLogEvents({
    logGroupName: stack.ref('ProcessorLogs'),
    filterPattern: '"recorded"',
  });
  return events.map(({ message = '' }) => ({ id: /"key":"([^"]+)"/.exec(message)?.[1] ?? '' }));
}

/** Objects that dead letters are about. */
async function deadLetters({ stack }: StormContext<Upload>) {
  const messages = await stack.queue('Dlq').messages();
  return messages.map(({ Body = '' }) => ({ id: /"key":"([^"]+)"/.exec(Body)?.[1] ?? '' }));
}
