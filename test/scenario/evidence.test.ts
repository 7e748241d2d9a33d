/** Goal: what costs calls or a second run is gathered where a property asks for it, and tells the truth. */
import { faults, playScenario, properties, scenario, type Flaw, type Property } from 'stormproof';
import { s3Processor } from '../../scenarios/s3-processor/system';

jest.setTimeout(60_000);

const template = 'templates/s3-processor/template.yaml';
const poison = { id: 'poison.json', body: '{"total": 0}' };

/** What failed of a storm with a poison object, and what was proven. */
async function played(holds: readonly Property[], flaw?: Flaw) {
  const definition = scenario('gathered', {
    system: s3Processor,
    async storm({ submit, inject, cloud, outcomes }) {
      inject(faults.duplicate({ service: 's3', to: 'Processor', within: '10 minutes' }));
      inject(faults.poison({ work: poison.id }));
      await submit(2);
      await submit(poison);
      await cloud.advance('1 hour');
      await outcomes('an hour later');
    },
    calm: '1 hour',
    holds,
  });
  const { failures, proofs } = await playScenario(definition, flaw === undefined ? {} : { flaw });
  return {
    proven: proofs.map(({ proven }) => proven),
    failed: failures.flatMap((failure) =>
      failure.kind === 'property' ? failure.verdict.what : failure.kind,
    ),
    lines: failures.flatMap((failure) => (failure.kind === 'property' ? failure.verdict.lines : [])),
  };
}

test('the twin meets no fault: what one changed differs from it', async () => {
  expect(await played([properties.idempotent()])).toMatchObject({
    proven: [],
    failed: ['1 of 3 objects came out otherwise than without faults'],
  });
  const [P13] = (s3Processor.flaws ?? []).filter(({ id }) => id === 'P13');
  expect(await played([properties.idempotent()], P13)).toMatchObject({
    proven: [],
    failed: ['3 of 3 objects came out otherwise than without faults'],
  });
});

test('a repeated submission reaches the system, but not its twin', async () => {
  const definition = scenario('repeated', {
    system: s3Processor,
    async storm({ submit }) {
      await submit(2);
      await submit({ id: 'object-01.json', body: '{"total":10}' });
    },
    calm: '1 hour',
    holds: [properties.idempotent()],
  });
  const { evidence } = await playScenario(definition);
  const ids = (rows: readonly { id: string }[] = []) => rows.map(({ id }) => id).sort();
  expect(ids(evidence.outcomes)).toEqual(['object-01.json', 'object-01.json', 'object-02.json']);
  expect(ids(evidence.twin)).toEqual(['object-01.json', 'object-02.json']);
});

test('a storm that fails without its faults fails the scenario', async () => {
  const definition = scenario('needs its fault', {
    system: s3Processor,
    async storm({ submit, inject, cloud }) {
      const copies = inject(faults.duplicate({ service: 's3', to: 'Processor', within: '1 minute' }));
      await submit(1);
      await cloud.advance('1 hour');
      if (copies.fired === 0) throw new Error('no copy');
    },
    holds: [properties.idempotent()],
  });
  const { failures } = await playScenario(definition);
  expect(failures).toMatchObject([
    { kind: 'error', part: 'storm, told without faults,', error: { message: 'no copy' } },
  ]);
});

test('the roles of the template may do no more than they need', async () => {
  expect(await played([properties.leastPrivilege({ except: ['WriteTraces'] })])).toMatchObject({
    proven: ['5 of 5 statements used in full'],
    failed: [],
  });
});

test('a statement that grants too much is told with its place', async () => {
  const wide = {
    id: 'wide',
    title: 'all of DynamoDB',
    patches: [
      {
        file: template,
        find: 'Action: dynamodb:PutItem\n                Resource: !GetAtt Records.Arn',
        replace: "Action: dynamodb:*\n                Resource: '*'",
      },
      {
        file: template,
        find: 'Action: s3:GetObjectVersion\n',
        replace: 'Action: [s3:GetObjectVersion, s3:PutObject]\n',
      },
    ],
  };
  const { failed, lines } = await played([properties.leastPrivilege({ except: ['WriteTraces'] })], wide);
  expect(failed).toEqual(['2 of 5 statements grant more than was used']);
  expect(lines.map(({ text }) => text)).toMatchInlineSnapshot(`
   [
     "ProcessorRole, WriteRecords: dynamodb:* is wider than what was used, dynamodb:PutItem  templates/s3-processor/template.yaml:234",
     "ProcessorRole, WriteRecords: * is wider than what was used, Records  templates/s3-processor/template.yaml:234",
     "ProcessorRole, ReadUploads: s3:PutObject was never used  templates/s3-processor/template.yaml:258",
   ]
  `);
});

test('a look keeps what was there when it was taken', async () => {
  const at = 'an hour later';
  expect(await played([properties.retained({ at, except: [poison.id] })])).toMatchObject({ failed: [] });
  expect(await played([properties.expired({ after: at, by: at, except: [poison.id] })])).toMatchObject({
    failed: [expect.stringMatching(/^2 of 2 objects have an outcome still at 'an hour later'/)],
  });
});

test('an alarm is known by its logical id, and time enough passes for it to go off', async () => {
  const holds = [properties.alarmed({ only: ['ErrorsAlarm', 'DeadLettersAlarm'], notifies: 'Alarms' })];
  expect(await played(holds)).toMatchObject({
    proven: ['ErrorsAlarm, DeadLettersAlarm went off, and no other, and Alarms was told'],
    failed: [],
  });
});
