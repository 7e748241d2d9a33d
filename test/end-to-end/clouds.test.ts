import { Project } from './command';

const scenario = `
import { defineSystem, properties, scenario } from 'stormproof';
const system = defineSystem({
  name: 'q', template: 'template.yaml', work: (n) => ({ id: String(n) }),
  submit: () => Promise.resolve(), outcomes: () => Promise.resolve([{ id: '1' }]),
});
scenario('one', { system, storm: ({ submit }) => submit(1), holds: [properties.exactlyOnce(), properties.noneDenied()] });
`;
const noDocker = { DOCKER_HOST: 'tcp://127.0.0.1:9' };

function project(): Project {
  return new Project({
    'scenarios/q/one.scenario.ts': scenario,
    'template.yaml': 'Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n',
  });
}

test('without Docker, a run in a container says so in one line with the way out, and ends with 2', () => {
  const { code, stdout, stderr } = project().run(['run', '--cloud', 'localstack'], noDocker);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toBe(
    'STORM_CLOUD_UNREACHABLE  Docker is not reachable: start it (npx stormproof doctor tells more), or play on the embedded cloud, which needs none (--cloud embedded).\n',
  );
});

test('without Docker Compose, or without its file, a run on it says so, and ends with 2', () => {
  const nobody = { PATH: '', STORMPROOF_COMPOSE_PORT: '9' };
  const bare = project().run(['run', '--cloud', 'compose'], nobody);
  expect([bare.code, bare.stderr.split('\n')[0]]).toEqual([
    2,
    'STORM_BAD_INPUT  There is no docker-compose.yml in this folder.',
  ]);
  const composed = new Project({
    'scenarios/q/one.scenario.ts': scenario,
    'docker-compose.yml': 'services: {}',
  });
  const { code, stderr } = composed.run(['run', '--cloud', 'compose:moto'], nobody);
  expect([code, stderr]).toEqual([
    2,
    'STORM_CLOUD_UNREACHABLE  Docker Compose is not here: install it (docker compose or docker-compose), or play on a container (--cloud localstack).\n',
  ]);
  const asked = composed.run(['doctor', '--cloud', 'compose', '--port', '9'], { ...nobody, ...noDocker });
  expect(asked.code).toBe(2);
  expect(asked.stdout).toContain('! compose      not here');
});

test('doctor says what is missing and what to do about it, and 2 where what was asked for can’t work', () => {
  const asked = project().run(['doctor', '--cloud', 'localstack', '--port', '9'], noDocker);
  expect(asked.code).toBe(2);
  expect(asked.stdout).toContain('! Docker       not reachable:');
  expect(asked.stdout).toContain("localstack can't work here");
  const embedded = project().run(['doctor', '--port', '9'], noDocker);
  expect([embedded.code, embedded.stdout.trim().split('\n').at(-1)]).toEqual([0, 'embedded can work here']);
});

test('an address where nobody listens ends with 2 and says so', () => {
  const { code, stderr } = project().run(['run', '--cloud', 'http://127.0.0.1:9']);
  expect(code).toBe(2);
  expect(stderr).toContain(
    'STORM_CLOUD_UNREACHABLE  http://127.0.0.1:9 at http://127.0.0.1:9 did not answer',
  );
}, 30_000);

test('an option of the embedded cloud is refused elsewhere', () => {
  const { code, stderr } = project().run(['run', '--cloud', 'http://127.0.0.1:9', '--runs', '3']);
  expect([code, stderr.trim()]).toEqual([
    2,
    'STORM_BAD_INPUT  --runs is of the embedded cloud; leave it out with --cloud.',
  ]);
});
