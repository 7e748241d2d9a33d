import { faults } from '../../framework';
import { faultOf, type Fault } from '../../framework/faults';
import type { Json } from '../../framework/kernel';

const made: Fault[] = [
  faults.clockSkew({ from: 'scenario', behind: '20 minutes' }),
  faults.coldStart({ function: 'Processor', chance: 0.5 }),
  faults.corrupt({ service: 's3', how: 'changed', times: 1 }),
  faults.crash({ service: 'dynamodb', operation: 'PutItem', when: 'before' }),
  faults.delay({ service: 's3', upTo: '2 minutes' }),
  faults.disableKey({ key: 'DataKey', during: '10 minutes' }),
  faults.dropDelivery({ to: 'Processor', times: 2 }),
  faults.duplicate({ service: 's3', copies: 2, within: '5 seconds' }),
  faults.error({ service: 's3', code: 'Gone', status: 410, message: 'It is gone.' }),
  faults.latency({ service: 's3', upTo: '9 seconds' }),
  faults.lostResponse({ service: 's3', applied: false, from: 'scenario' }),
  faults.none(),
  faults.outage({ service: 's3', region: 'us-east-1' }),
  faults.outOfMemory({ service: 's3' }),
  faults.partition({ service: 's3', how: 'reset' }),
  faults.poison({ work: 'object-01.json' }),
  faults.reorder({ service: 's3', within: '3 seconds' }),
  faults.repeat({ service: 'sqs', copies: 3 }),
  faults.revoke({ role: 'ProcessorRole', action: 's3:GetObject', resource: 'Uploads' }),
  faults.stackFailure({ resource: 'Uploads', on: 'update', attempt: 'every', when: 'after' }),
  faults.throttle({ function: 'Processor', beyond: 2 }),
  faults.timeout({ service: 'dynamodb', applied: false }),
];

/** As it comes over a wire. */
const sent = (options: object): { [name: string]: Json } => JSON.parse(JSON.stringify(options));

test.each(made.map((fault) => [fault.kind, fault] as const))(
  'the fault %s can be made again from its kind and options',
  (kind, fault) => {
    const again = faultOf(kind, sent(fault.dose));
    const { title, dose, proof } = fault;
    expect(again).toMatchObject({ kind, title, dose, proof });
    expect(Object.keys(again)).toEqual(Object.keys(fault));
  },
);

test('each fault can be made again', () => {
  // What FIS calls a fault is one of the others.
  expect([...made.map(({ kind }) => kind), 'fis'].sort()).toEqual(Object.keys(faults).sort());
});

test.each([
  ['toString', {}, /^STORM_BAD_INPUT {2}There is no fault 'toString'\.[^]*use one of: clockSkew, coldStart/],
  ['throttle', { speed: 1 }, /The fault throttle has no option 'speed'\.[^]*use one of: service, operation/],
  ['throttle', { chance: 2 }, /The option chance of the fault throttle has to be a number from 0 to 1\./],
  ['throttle', { times: -1 }, /The option times of the fault throttle has to be a whole number\./],
  ['throttle', { service: 1 }, /The option service of the fault throttle has to be a text\./],
  ['timeout', { applied: 'no' }, /The option applied of the fault timeout has to be true or false\./],
  ['stackFailure', { resource: 'A', on: 'update', attempt: {} }, /has to be a number or 'every'\./],
  ['poison', {}, /The fault poison needs the option work\./],
  ['delay', { upTo: 'a while' }, /Expected a duration such as '5 minutes', got 'a while'\./],
] as const)('a fault %s with %j is refused', (kind, options, message) => {
  expect(() => faultOf(kind, options)).toThrow(message);
});
