import { Engine } from '../framework/cloud/engine';
import { asker } from '../framework/cloud/call';
import { rootPrincipal } from '../framework/cloud/identify';
import type { RuntimeEffect } from '../framework/cloud/runtime';
import type {
  AskClient,
  AskOptions,
  EnvironmentReport,
  Principal,
  Service,
  ServiceClients,
  ServiceName,
} from '../framework/cloud/service';
import { milliseconds, World, type Duration, type WorldOptions } from '../framework/kernel';
import { services as allServices } from '../framework/services';

/** A cloud without functions or clients: services are asked directly, and the test moves the clock. */
export interface TestCloud {
  readonly world: World;
  readonly engine: Engine;
  /** Everything that was asked of the function host, in order. */
  readonly environments: RuntimeEffect[];
  ask<N extends ServiceName>(service: N, options?: AskOptions): AskClient<ServiceClients[N]>;
  /** Runs what is due within the span, in order of time. */
  advance(span: Duration): void;
  /** Runs until no work is left. */
  settle(): void;
  report(report: EnvironmentReport): void;
  /** A role session that has only the given statements; the role exists where IAM does. */
  role(name: string, statements: object[], service?: string): Principal;
}

const accountId = '000000000000';
const region = 'us-east-1';

export function testCloud(
  options: Partial<WorldOptions> & { services?: readonly Service[] } = {},
): TestCloud {
  const { services = allServices, ...how } = options;
  const world = World.create({ seed: 'test', strategy: 'fifo', ...how });
  const engine = new Engine(world, services);
  const environments: RuntimeEffect[] = [];
  const root = rootPrincipal(accountId, 'aws');
  const take = () => void environments.push(...engine.functions.take());

  function runUntil(untilMs: number, isDone: () => boolean): void {
    for (let steps = 0; steps < 1_000_000 && !isDone(); steps++) {
      if (!engine.step() && !engine.jump(untilMs)) break;
      take();
    }
  }

  const cloud: TestCloud = {
    world,
    engine,
    environments,
    ask(service, { as, ...rest } = {}) {
      const principal = as ?? rootPrincipal(rest.accountId ?? accountId, 'aws');
      return asker((operation, input) => {
        const from = { task: 'test', cause: 0, accountId, region };
        const output = engine.ask(from, service, operation, input, { ...rest, as: principal });
        take();
        return output;
      });
    },
    advance(span) {
      const untilMs = world.nowMs + milliseconds(span);
      runUntil(untilMs, () => false);
      world.nowMs = untilMs;
    },
    settle() {
      runUntil(Infinity, () => world.timers.workPending === 0);
    },
    report(report) {
      engine.report(report, { accountId, region, cause: 0 });
      take();
    },
    role(name, statements, service = 'lambda.amazonaws.com') {
      const iam = cloud.ask('iam');
      const created = iam.createRole({
        RoleName: name,
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: service, AWS: root.arn }, Action: 'sts:AssumeRole' },
          ],
        }),
      });
      const roleArn = created.Role?.Arn ?? '';
      if (statements.length > 0) {
        const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
        iam.putRolePolicy({ RoleName: name, PolicyName: 'test', PolicyDocument });
      }
      const session = cloud.ask('sts').assumeRole({ RoleArn: roleArn, RoleSessionName: 'test' });
      return {
        kind: 'session',
        arn: session.AssumedRoleUser?.Arn ?? '',
        accountId,
        roleArn,
        userId: session.AssumedRoleUser?.AssumedRoleId ?? '',
      };
    },
  };
  return cloud;
}
