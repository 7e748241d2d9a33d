import type { CloudWatch, MetricStreamFilter } from '@aws-sdk/client-cloudwatch';
import { formatArn, type Operations } from '../../cloud/service';
import { streamNotFound, validationError } from './errors';
import { page } from './pages';
import type { CloudWatchCall, MetricStream, MetricStreamSelection, State } from './state';

const pageSize = 500;

export const metricStreamArn = ({ partition, region, accountId }: CloudWatchCall, name: string): string =>
  formatArn({ partition, service: 'cloudwatch', region, accountId, resource: `metric-stream/${name}` });

const readFilters = (given: readonly MetricStreamFilter[] | undefined): MetricStreamSelection[] =>
  (given ?? []).map(({ Namespace, MetricNames }) => ({
    ...(Namespace === undefined ? {} : { namespace: Namespace }),
    ...(MetricNames === undefined ? {} : { metricNames: MetricNames }),
  }));

const shownFilters = (given: readonly MetricStreamSelection[]): MetricStreamFilter[] =>
  given.map(({ namespace, metricNames }) => ({
    ...(namespace === undefined ? {} : { Namespace: namespace }),
    ...(metricNames === undefined ? {} : { MetricNames: [...metricNames] }),
  }));

function streamNamed(call: CloudWatchCall, name: string): MetricStream {
  const stream = call.state.metricStreams.get(name);
  if (stream === undefined) throw streamNotFound(name);
  return stream;
}

function setRunning(call: CloudWatchCall, names: readonly string[], isRunning: boolean): object {
  const found = names.map((name) => streamNamed(call, name));
  for (const stream of found) {
    call.state.metricStreams.set(stream.name, { ...stream, isRunning, updatedAtMs: call.nowMs });
  }
  return {};
}

const entry = (call: CloudWatchCall, stream: MetricStream) => ({
  Arn: metricStreamArn(call, stream.name),
  CreationDate: new Date(stream.createdAtMs),
  LastUpdateDate: new Date(stream.updatedAtMs),
  Name: stream.name,
  FirehoseArn: stream.firehoseArn,
  State: stream.isRunning ? 'running' : 'stopped',
  OutputFormat: stream.outputFormat,
});

/** Streams of metrics into Firehose, which is not emulated: kept and shown, nothing is sent. */
export const metricStreams: Operations<CloudWatch, State> = {
  putMetricStream(input, call) {
    const { Name: name, FirehoseArn, RoleArn, OutputFormat, IncludeFilters, ExcludeFilters, Tags } = input;
    if (IncludeFilters !== undefined && ExcludeFilters !== undefined) {
      throw validationError('IncludeFilters and ExcludeFilters are mutually exclusive.');
    }
    if (input.IncludeLinkedAccountsMetrics === true || input.StatisticsConfigurations !== undefined) {
      call.notEmulated('cloudwatch:PutMetricStream with linked accounts or StatisticsConfigurations');
    }
    call.modelledOnly('cloudwatch: metric streams (nothing is sent to Firehose)');
    const former = call.state.metricStreams.get(name);
    call.state.metricStreams.set(name, {
      name,
      firehoseArn: FirehoseArn,
      roleArn: RoleArn,
      outputFormat: OutputFormat,
      include: readFilters(IncludeFilters),
      exclude: readFilters(ExcludeFilters),
      isRunning: former?.isRunning ?? true,
      tags: former?.tags ?? Object.fromEntries((Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
      createdAtMs: former?.createdAtMs ?? call.nowMs,
      updatedAtMs: call.nowMs,
    });
    return { Arn: metricStreamArn(call, name) };
  },

  getMetricStream({ Name }, call) {
    const stream = streamNamed(call, Name);
    return {
      ...entry(call, stream),
      RoleArn: stream.roleArn,
      ...(stream.include.length === 0 ? {} : { IncludeFilters: shownFilters(stream.include) }),
      ...(stream.exclude.length === 0 ? {} : { ExcludeFilters: shownFilters(stream.exclude) }),
      IncludeLinkedAccountsMetrics: false,
    };
  },

  listMetricStreams({ NextToken, MaxResults = pageSize }, call) {
    const all = [...call.state.metricStreams.values()];
    const { rows, token } = page(all, ({ name }) => name, NextToken, MaxResults);
    return { Entries: rows.map((stream) => entry(call, stream)), ...token };
  },

  startMetricStreams: ({ Names }, call) => setRunning(call, Names, true),
  stopMetricStreams: ({ Names }, call) => setRunning(call, Names, false),

  deleteMetricStream({ Name }, call) {
    call.state.metricStreams.delete(Name);
    return {};
  },
};
