import { XRay } from '@aws-sdk/client-xray';
import { faults, properties, scenario, type Evidence, type Property, type StormContext } from 'stormproof';
import { s3Processor, type Upload } from './system';

scenario('each upload has one trace, in which the segments of all attempts join', {
  findings: ['P12'],
  system: s3Processor,
  needs: ['virtualTime'],
  runsMax: 3,
  async storm(context) {
    const { submit, cloud, inject, look } = context;
    inject(faults.error({ service: 's3', operation: 'GetObject', code: 'Gone', times: 1 }));
    for (let count = 0; count < 3; count++) {
      await submit(1);
      // Lambda samples the first request of each second.
      await cloud.advance('2 seconds');
    }
    await cloud.advance('5 minutes');
    look('traces', await traces(context));
  },
  calm: '1 hour',
  holds: [traced(), properties.processedAll()],
});

interface Segment {
  id: string;
  parent_id?: string;
  origin?: string;
  subsegments?: { id: string }[];
}

/** One row for each trace: how many runs of the function are in it, and how many of them join up. */
async function traces({ aws, cloud }: StormContext<Upload>) {
  const xray = aws(XRay);
  const EndTime = cloud.now;
  const StartTime = new Date(EndTime.getTime() - 3_600_000);
  const { TraceSummaries = [] } = await xray.getTraceSummaries({ StartTime, EndTime });
  const rows = [];
  for (const { Id = '' } of TraceSummaries) {
    const { Traces = [] } = await xray.batchGetTraces({ TraceIds: [Id] });
    const segments = (Traces[0]?.Segments ?? []).map(({ Document = '{}' }): Segment => JSON.parse(Document));
    const ids = new Set(
      segments.flatMap(({ id, subsegments = [] }) => [id, ...subsegments.map((sub) => sub.id)]),
    );
    const runs = segments.filter(({ origin }) => origin === 'AWS::Lambda::Function');
    const joined = runs.filter(({ parent_id: parent }) => parent !== undefined && ids.has(parent));
    rows.push({ id: Id, runs: runs.length, joined: joined.length });
  }
  return rows;
}

/** There is a trace for each upload, and each run of the function hangs on one. */
function traced(): Property {
  return {
    name: 'traced',
    needs: ['trace'],
    judge(evidence: Evidence) {
      const rows = evidence.looks?.find(({ name }) => name === 'traces')?.outcomes ?? [];
      const sum = (field: string) => rows.reduce((total, row) => total + Number(row[field]), 0);
      const runs = evidence.trace.filter(
        (entry) => entry.type === 'event' && entry.event === 'invocation started',
      ).length;
      const uploads = evidence.submitted.length;
      if (rows.length === uploads && sum('runs') === runs && sum('joined') === runs) {
        return { holds: true, proven: `${rows.length} traces with ${runs} runs of the function, all joined` };
      }
      const place = evidence.names.template('Processor');
      return {
        holds: false,
        what: `${uploads} objects have ${rows.length} traces, in which ${sum('joined')} of ${runs} runs are joined`,
        lines: rows.map((row) => ({ label: 'trace', text: JSON.stringify(row) })),
        fix: { text: 'turn on active tracing of Processor (TracingConfig)', ...(place && { place }) },
      };
    },
  };
}
