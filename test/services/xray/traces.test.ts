import { refusal } from '../dynamodb/table';
import { testCloud } from '../../test-cloud';

const traceId = (second = 0, tail = 'a') =>
  `1-${(Date.UTC(2026, 0, 1) / 1000 + second).toString(16)}-${tail.repeat(24)}`;

const segmentId = (letter: string) => letter.repeat(16);

function segment(letter: string, more: object = {}) {
  const start = Date.UTC(2026, 0, 1) / 1000;
  return {
    id: segmentId(letter),
    trace_id: traceId(),
    name: 'api',
    start_time: start,
    end_time: start + 0.25,
    ...more,
  };
}

function tracing(...documents: object[]) {
  const cloud = testCloud();
  const xray = cloud.ask('xray');
  const put = (...each: object[]) =>
    xray.putTraceSegments({ TraceSegmentDocuments: each.map((document) => JSON.stringify(document)) });
  if (documents.length > 0) put(...documents);
  const range = { StartTime: new Date('2026-01-01T00:00:00Z'), EndTime: new Date('2026-01-01T01:00:00Z') };
  const found = (FilterExpression?: string) =>
    (xray.getTraceSummaries({ ...range, FilterExpression }).TraceSummaries ?? []).map(({ Id }) => Id);
  return { cloud, xray, put, range, found };
}

const lambda = [
  segment('a', {
    name: 'orders',
    origin: 'AWS::Lambda',
    resource_arn: 'arn:orders',
    http: { response: { status: 200 } },
  }),
  segment('b', {
    name: 'orders',
    origin: 'AWS::Lambda::Function',
    parent_id: segmentId('a'),
    fault: true,
    annotations: { order: 'o-1', size: 3 },
    cause: { exceptions: [{ id: segmentId('e'), message: 'out of stock', type: 'Error' }] },
  }),
];

test('segments of one trace id join', () => {
  const { xray } = tracing(...lambda);
  const { Traces = [] } = xray.batchGetTraces({ TraceIds: [traceId()] });
  expect(
    Traces.map(({ Id, Duration, Segments }) => [Id, Duration, Segments?.map((each) => each.Id)]),
  ).toEqual([[traceId(), 0.25, [segmentId('a'), segmentId('b')]]]);
  expect(JSON.parse(Traces[0]?.Segments?.[1]?.Document ?? '')).toMatchObject({ parent_id: segmentId('a') });
});

test('a subsegment that is sent apart stands in its segment', () => {
  const { xray } = tracing(
    segment('a'),
    segment('c', { type: 'subsegment', parent_id: segmentId('a'), name: 'dynamodb' }),
    segment('d', { type: 'subsegment', parent_id: segmentId('c'), name: 'retry' }),
  );
  const [trace] = xray.batchGetTraces({ TraceIds: [traceId()] }).Traces ?? [];
  expect(trace?.Segments).toHaveLength(1);
  expect(JSON.parse(trace?.Segments?.[0]?.Document ?? '').subsegments[0].subsegments[0].name).toBe('retry');
});

test('a segment in progress is replaced by the complete one', () => {
  const { xray, put, found } = tracing(segment('a', { in_progress: true, end_time: undefined }));
  expect(found('partial')).toEqual([traceId()]);
  put(segment('a'));
  expect(found('partial')).toEqual([]);
  expect(xray.batchGetTraces({ TraceIds: [traceId()] }).Traces?.[0]?.Segments).toHaveLength(1);
});

test.each([
  ['{', 'ParseError'],
  [JSON.stringify({ ...segment('a'), id: undefined }), 'MissingId'],
  [JSON.stringify(segment('x')), 'InvalidId'],
  [JSON.stringify({ ...segment('a'), trace_id: undefined }), 'MissingTraceId'],
  [JSON.stringify(segment('a', { trace_id: '1-x' })), 'InvalidTraceId'],
  [JSON.stringify(segment('a', { trace_id: `1-00000001-${'a'.repeat(24)}` })), 'InvalidTraceId'],
  [JSON.stringify(segment('a', { name: '' })), 'InvalidName'],
  [JSON.stringify({ ...segment('a'), start_time: undefined }), 'MissingStartTime'],
  [JSON.stringify({ ...segment('a'), end_time: undefined }), 'MissingEndTime'],
  [JSON.stringify(segment('a', { metadata: 'x'.repeat(65_536) })), 'SegmentTooLarge'],
])('a bad document comes back: %#', (document, code) => {
  const { xray } = tracing();
  const { UnprocessedTraceSegments = [] } = xray.putTraceSegments({ TraceSegmentDocuments: [document] });
  expect(UnprocessedTraceSegments.map(({ ErrorCode }) => ErrorCode)).toEqual([code]);
});

test('a summary tells of the whole trace', () => {
  const { xray, range } = tracing(...lambda);
  const [summary] = xray.getTraceSummaries(range).TraceSummaries ?? [];
  expect(summary).toMatchObject({
    Id: traceId(),
    Duration: 0.25,
    ResponseTime: 0.25,
    HasFault: true,
    HasError: false,
    Http: { HttpStatus: 200 },
    EntryPoint: { Name: 'orders', Type: 'AWS::Lambda' },
    ResourceARNs: [{ ARN: 'arn:orders' }],
    Annotations: {
      order: [{ AnnotationValue: { StringValue: 'o-1' } }],
      size: [{ AnnotationValue: { NumberValue: 3 } }],
    },
  });
});

test.each([
  ['', true],
  ['fault', true],
  ['fault = false', false],
  ['!error AND fault', true],
  ['ok', false],
  ['throttle OR (fault AND responsetime >= 0.25)', true],
  ['duration > 1', false],
  ['http.status = 200', true],
  ['http.status != 200', false],
  ['http.url', false],
  ['annotation.order = "o-1"', true],
  ['annotation[size] < 3', false],
  ['annotation.order BEGINSWITH "o" AND annotation.order ENDSWITH "2"', false],
  ['service("orders")', true],
  ['service("orders") { http.status = 200 AND fault }', false],
  ['service("orders") { fault }', true],
  ['service("other")', false],
  ['message CONTAINS "stock"', true],
])('the filter %s', (filter, holds) => {
  expect(tracing(...lambda).found(filter)).toEqual(holds ? [traceId()] : []);
});

test.each(['fault AND', '(fault', 'service("a', 'fault fault', '"x"', 'http.status ='])(
  'the filter %s is refused',
  (filter) => {
    expect(refusal(() => tracing(...lambda).found(filter))).toBe(
      'InvalidRequestException: Invalid filter expression.',
    );
  },
);

test('a range of time holds traces by their ids, and is of six hours at most', () => {
  const { xray, found } = tracing(segment('a'), segment('a', { trace_id: traceId(7200, 'b') }));
  expect(found()).toEqual([traceId()]);
  expect(
    refusal(() => xray.getTraceSummaries({ StartTime: new Date(0), EndTime: new Date(6 * 3_600_001) })),
  ).toBe('InvalidRequestException: Time range cannot be longer than 6 hours.');
});

test('traces are kept for thirty days', () => {
  const { cloud, xray } = tracing(segment('a'));
  cloud.advance('30 days');
  expect(xray.batchGetTraces({ TraceIds: [traceId()] })).toMatchObject({
    Traces: [],
    UnprocessedTraceIds: [traceId()],
  });
});

test('a service graph leads from the client through the services', () => {
  const { xray, range } = tracing(...lambda);
  const { Services = [] } = xray.getServiceGraph(range);
  expect(
    Services.map(({ ReferenceId, Name, Type, Root, Edges, SummaryStatistics }) =>
      [
        ReferenceId,
        Name,
        Type,
        Root === true ? 'root' : '',
        `-> ${Edges?.map((edge) => edge.ReferenceId).join()}`,
        `${SummaryStatistics?.OkCount}/${SummaryStatistics?.TotalCount}`,
      ].join(' '),
    ),
  ).toEqual([
    '0 orders AWS::Lambda root -> 2 1/1',
    '1 orders client  -> 0 undefined/undefined',
    '2 orders AWS::Lambda::Function  ->  0/1',
  ]);
});

test('the default group and rule are always there, and stay', () => {
  const { xray } = tracing();
  expect(xray.getGroups({}).Groups?.map(({ GroupName }) => GroupName)).toEqual(['Default']);
  expect(xray.getSamplingRules({}).SamplingRuleRecords?.[0]?.SamplingRule).toMatchObject({
    RuleName: 'Default',
    Priority: 10_000,
    FixedRate: 0.05,
    ReservoirSize: 1,
  });
  expect(refusal(() => xray.deleteSamplingRule({ RuleName: 'Default' }))).toMatch(/^InvalidRequestException/);
  expect(refusal(() => xray.deleteGroup({ GroupName: 'Default' }))).toMatch(/^InvalidRequestException/);
});

test('targets tell a client how to sample', () => {
  const { xray, cloud } = tracing();
  const statistics = {
    ClientID: 'a'.repeat(24),
    Timestamp: cloud.world.nowMs,
    RequestCount: 1,
    SampledCount: 1,
  };
  const answer = xray.getSamplingTargets({
    SamplingStatisticsDocuments: ['Default', 'none'].map((RuleName) => ({
      ...statistics,
      RuleName,
      Timestamp: new Date(cloud.world.nowMs),
    })),
  });
  expect(answer.SamplingTargetDocuments).toEqual([
    {
      RuleName: 'Default',
      FixedRate: 0.05,
      ReservoirQuota: 1,
      ReservoirQuotaTTL: new Date(cloud.world.nowMs + 10_000),
      Interval: 10,
    },
  ]);
  expect(answer.UnprocessedStatistics?.map(({ RuleName }) => RuleName)).toEqual(['none']);
});

test('a stack makes groups and sampling rules', () => {
  const { cloud, xray } = tracing();
  const cfn = cloud.ask('cloudformation');
  const TemplateBody = JSON.stringify({
    Resources: {
      Group: {
        Type: 'AWS::XRay::Group',
        Properties: { GroupName: 'slow', FilterExpression: 'responsetime > 5' },
      },
      Rule: {
        Type: 'AWS::XRay::SamplingRule',
        Properties: {
          SamplingRule: {
            RuleName: 'all',
            Priority: '1',
            FixedRate: 1,
            ReservoirSize: 10,
            ResourceARN: '*',
            ServiceName: '*',
            ServiceType: '*',
            Host: '*',
            HTTPMethod: '*',
            URLPath: '*',
            Version: 1,
          },
        },
      },
    },
  });
  cfn.createStack({ StackName: 'tracing', TemplateBody });
  cloud.settle();
  const [stack] = cfn.describeStacks({ StackName: 'tracing' }).Stacks ?? [];
  expect([stack?.StackStatus, stack?.StackStatusReason]).toEqual(['CREATE_COMPLETE', undefined]);
  expect(xray.getGroup({ GroupName: 'slow' }).Group?.FilterExpression).toBe('responsetime > 5');
  expect(xray.getSamplingRules({}).SamplingRuleRecords).toHaveLength(2);
  cfn.deleteStack({ StackName: 'tracing' });
  cloud.settle();
  expect(xray.getGroups({}).Groups).toHaveLength(1);
});

test('who may send segments is a matter of permission', () => {
  const { cloud } = tracing();
  const as = cloud.role('clerk', []);
  expect(refusal(() => cloud.ask('xray', { as }).putTraceSegments({ TraceSegmentDocuments: [] }))).toMatch(
    /^AccessDeniedException: .*xray:PutTraceSegments/,
  );
});
