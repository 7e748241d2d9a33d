import { crash, error, throttle, type Fault } from '../../framework/faults';
import { calling, environment, ordersArn, ordersCloud, scenario, service, type OrdersCloud } from './orders';

/** What each kind of caller gets, and what another operation and another queue get. */
function outcomes(cloud: OrdersCloud): Record<string, string> {
  return {
    function: cloud.send(environment(1)),
    service: cloud.send(service),
    scenario: cloud.send(scenario(1)),
    otherOperation: cloud.look(environment(2)),
    otherQueue: cloud.send(environment(3), 'events'),
  };
}

const hit = 'RequestThrottled';

function none(): Record<string, string> {
  return {
    function: 'done',
    service: 'done',
    scenario: 'done',
    otherOperation: 'done',
    otherQueue: 'done',
  };
}

describe('selection', () => {
  test.each<[string, Parameters<typeof throttle>[0], Record<string, string>]>([
    ['everything but the scenario by default', {}, { scenario: 'done' }],
    ['a service', { service: 'sqs' }, { scenario: 'done' }],
    ['another service', { service: 's3' }, none()],
    ['an operation', { operation: 'SendMessage' }, { scenario: 'done', otherOperation: 'done' }],
    ['an operation of another service', { service: 's3', operation: 'SendMessage' }, none()],
    ['a resource by name', { resource: 'orders' }, { scenario: 'done', otherQueue: 'done' }],
    ['a resource by ARN', { resource: ordersArn }, { scenario: 'done', otherQueue: 'done' }],
    ['a resource that is not there', { resource: 'nothing' }, none()],
    ['functions only', { from: 'functions' }, { scenario: 'done', service: 'done' }],
    ['services only', { from: 'services' }, { ...none(), service: hit }],
    ['the scenario only', { from: 'scenario' }, { ...none(), scenario: hit }],
    [
      'all at once',
      { service: 'sqs', operation: 'SendMessage', resource: 'orders', from: 'functions' },
      { ...none(), function: hit },
    ],
  ])('%s', (_, selection, expected) => {
    const cloud = ordersCloud();
    const armed = cloud.inject(throttle(selection));
    const all = {
      function: hit,
      service: hit,
      scenario: hit,
      otherOperation: hit,
      otherQueue: hit,
      ...expected,
    };
    expect(outcomes(cloud)).toEqual(all);
    expect(armed.fired).toBe(Object.values(all).filter((code) => code === hit).length);
    expect(cloud.faultEntries()).toHaveLength(armed.fired);
  });
});

describe('effects', () => {
  test('a throttled request is refused in the service’s own words and has no effect', () => {
    const cloud = ordersCloud();
    cloud.inject(throttle({ service: 'sqs', operation: 'SendMessage' }));
    expect(cloud.send(environment(1))).toBe('RequestThrottled');
    const [call, fault, answer] = cloud.world.trace.entries.slice(-3);
    expect(call).toMatchObject({ type: 'call', operation: 'SendMessage' });
    expect(fault).toMatchObject({ type: 'fault', cause: call?.n, fault: 'throttle-1' });
    expect(answer).toMatchObject({
      type: 'answer',
      cause: call?.n,
      status: 403,
      code: 'RequestThrottled',
    });
    expect(cloud.waiting()).toBe(0);
  });

  test.each<[string, Fault, object]>([
    ['the service’s internal error', error({ from: 'functions' }), { status: 500, code: 'InternalFailure' }],
    [
      'the error that was asked for',
      error({ from: 'functions', code: 'KmsAccessDenied', message: 'No key.', status: 403 }),
      { status: 403, code: 'KmsAccessDenied', message: 'No key.' },
    ],
    [
      'the code that was asked for',
      error({ from: 'functions', code: 'X' }),
      { status: 400, code: 'X', message: 'Injected by stormproof.' },
    ],
  ])('an error is %s', (_, fault, answer) => {
    const cloud = ordersCloud();
    cloud.inject(fault);
    cloud.send(environment(1));
    expect(cloud.world.trace.entries.at(-1)).toMatchObject({ type: 'answer', ...answer });
    expect(cloud.waiting()).toBe(0);
  });

  test.each(['before', 'after'] as const)(
    'a crash %s its request kills the caller, which gets no answer',
    (when) => {
      const cloud = ordersCloud();
      const armed = cloud.inject(crash({ operation: 'SendMessage', when }));
      expect(cloud.post(calling(1))).toMatchObject([{ how: 'crash' }]);
      expect(cloud.waiting()).toBe(when === 'before' ? 0 : 1);
      expect(armed.fired).toBe(1);
      expect(
        cloud.world.trace.entries.findLast((entry) => entry.type === 'answer' && entry.status === 0),
      ).toMatchObject({
        code: 'RequestAborted',
      });
    },
  );

  test('a crash comes after its request by default, and never to services or the scenario', () => {
    const cloud = ordersCloud();
    const armed = cloud.inject(crash({}));
    expect([cloud.send(service), cloud.send(scenario(1)), armed.fired]).toEqual(['done', 'done', 0]);
    cloud.post(calling(1));
    expect([cloud.waiting(), armed.fired]).toEqual([3, 1]);
  });

  test('a request that fails by itself is not crashed after', () => {
    const cloud = ordersCloud();
    const armed = cloud.inject(crash({ when: 'after' }));
    const refused = cloud.engine.faults[0];
    expect(refused).toBe(armed);
    cloud.inject(throttle({}));
    expect([cloud.send(environment(1)), armed.fired]).toEqual(['RequestThrottled', 0]);
  });
});

const sendMany = (cloud: OrdersCloud, count: number) =>
  Array.from({ length: count }, (_, n) => cloud.send(environment(n + 1)));
const pattern = (codes: string[]) => codes.map((code) => (code === 'done' ? '.' : 'x')).join('');

function played(seed: string, faults: number): string {
  const cloud = ordersCloud({ seed });
  for (let n = 1; n < faults; n++) cloud.inject(throttle({ chance: 0 }));
  cloud.inject(throttle({ chance: 0.5 }));
  return pattern(sendMany(cloud, 40));
}

describe('dose', () => {
  test('times is how many are hit at most', () => {
    const cloud = ordersCloud();
    const armed = cloud.inject(throttle({ times: 2 }));
    expect([pattern(sendMany(cloud, 5)), armed.fired]).toEqual(['xx...', 2]);
  });

  test('what is not selected does not use up times', () => {
    const cloud = ordersCloud();
    cloud.inject(throttle({ operation: 'SendMessage', times: 1 }));
    cloud.look(environment(1));
    cloud.send(scenario(1));
    expect(cloud.send(environment(2))).toBe(hit);
  });

  test('what chance spares does not use up times', () => {
    const cloud = ordersCloud();
    const armed = cloud.inject(throttle({ chance: 0.5, times: 3 }));
    const codes = pattern(sendMany(cloud, 40));
    expect([codes.split('x').length - 1, armed.fired]).toEqual([3, 3]);
  });

  test('during is counted from the injection, and its end is outside', () => {
    const cloud = ordersCloud();
    cloud.advance('1 minute');
    const armed = cloud.inject(throttle({ during: '10 seconds' }));
    expect(armed.untilMs).toBe(cloud.world.nowMs + 10_000);
    cloud.advance('9999 milliseconds');
    expect(cloud.send(environment(1))).toBe(hit);
    cloud.advance('1 millisecond');
    expect([cloud.send(environment(2)), armed.fired]).toEqual(['done', 1]);
  });

  test('a chance of a half hits about half, of none none, and of one all', () => {
    const counts = [0, 0.5, 1].map((chance) => {
      const cloud = ordersCloud();
      const armed = cloud.inject(throttle({ chance }));
      sendMany(cloud, 200);
      return armed.fired;
    });
    expect([counts[0], counts[2]]).toEqual([0, 200]);
    expect(Math.abs((counts[1] ?? 0) - 100)).toBeLessThan(30);
  });

  test('the seed decides which are hit, and two faults of a kind decide apart', () => {
    expect(played('a', 1)).toBe(played('a', 1));
    expect(new Set([played('a', 1), played('b', 1), played('a', 2)]).size).toBe(3);
  });

  test('whether a request is hit does not depend on what others do', () => {
    const alone = ordersCloud();
    alone.inject(throttle({ chance: 0.5 }));
    const crowded = ordersCloud();
    crowded.inject(throttle({ chance: 0.5 }));
    const codes: string[] = [];
    for (let call = 1; call <= 30; call++) {
      crowded.send({ task: 'Other/1', call });
      codes.push(crowded.send(environment(call)));
    }
    expect(codes).toEqual(sendMany(alone, 30));
  });

  test('draws are recorded, and a replay follows them under another seed', () => {
    const cloud = ordersCloud({ seed: 'a' });
    cloud.inject(throttle({ chance: 0.5 }));
    const codes = sendMany(cloud, 30);
    const decisions = JSON.parse(JSON.stringify(cloud.world.decisions.record()));
    expect(Object.keys(decisions.draws)).toHaveLength(30);
    expect(decisions.draws['throttle-1 Processor/1:7 hit']).toBe(codes[6] !== 'done');
    const replay = ordersCloud({ seed: 'b', decisions });
    replay.inject(throttle({ chance: 0.5 }));
    expect(sendMany(replay, 30)).toEqual(codes);
    expect(replay.world.decisions.matchedCount).toBe(30);
  });

  test('a certain hit is no draw', () => {
    const cloud = ordersCloud();
    cloud.inject(throttle({}));
    cloud.send(environment(1));
    expect(cloud.world.decisions.record().draws).toEqual({});
  });
});

test('a lifted fault hits nothing any more, and the others stay', () => {
  const cloud = ordersCloud();
  const first = cloud.inject(throttle({ operation: 'SendMessage' }));
  const second = cloud.inject(throttle({ operation: 'GetQueueAttributes' }));
  cloud.engine.lift(first.id);
  expect([cloud.send(environment(1)), cloud.look(environment(2))]).toEqual(['done', hit]);
  expect([first.fired, second.fired]).toEqual([0, 1]);
});

test('of several faults that select a request, the first injected one has it', () => {
  const cloud = ordersCloud();
  const [first, second] = [cloud.inject(error({ code: 'First' })), cloud.inject(error({ code: 'Second' }))];
  expect([cloud.send(environment(1)), first.fired, second.fired]).toEqual(['First', 1, 0]);
});

test('a fault whose effect is taken out decides nothing and counts 0', () => {
  const cloud = ordersCloud();
  const { kind, title, dose, proof } = throttle({});
  const armed = cloud.inject({ kind, title, dose, proof });
  expect([cloud.send(environment(1)), armed.fired, cloud.faultEntries()]).toEqual(['done', 0, []]);
});

test('a fault counts what it is proven by, and nothing else', () => {
  const armed = ordersCloud().inject(throttle({}));
  armed.tookEffect('copy');
  armed.tookEffect('delay');
  expect(armed.fired).toBe(0);
  armed.tookEffect('request');
  expect(armed.fired).toBe(1);
});

test.each<[Fault, string]>([
  [throttle({}), 'throttle every service'],
  [throttle({ service: 'sqs', operation: 'SendMessage' }), 'throttle sqs:SendMessage'],
  [
    throttle({ service: 'sqs', resource: 'Orders', from: 'services' }),
    'throttle sqs on Orders from services',
  ],
  [error({ service: 's3' }), 'internal error from s3'],
  [error({ code: 'Gone', operation: 'GetObject' }), 'Gone from every service:GetObject'],
  [crash({ service: 's3', operation: 'PutObject' }), 'crash after s3:PutObject'],
  [crash({ when: 'before' }), 'crash before every service'],
])('a fault is called by what it does to whom: %#', (fault, title) => {
  expect(fault.title).toBe(title);
});
