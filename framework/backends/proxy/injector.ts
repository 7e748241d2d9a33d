import { AwsError } from '../../cloud/error';
import type { DeliveryEffect, DeliveryView, FaultEffect, FaultView } from '../../cloud/fault';
import { arm, type Armed, type Fault } from '../../faults';
import { StormError, World, type ChanceRoots, type DecisionRecord } from '../../kernel';
import { services } from '../../services';
import type { ReadRequest } from '../endpoint/request';

/** Who makes a request that passes by. */
export interface Passer {
  /** 'scenario', or the name of a function. */
  task: string;
  /** Names the request across runs: how many the task made before. */
  nth: number;
  /** The piece of work that the scenario was submitting. */
  work?: string | undefined;
}

/** What a fault that needs the inside of a cloud would have to be able to do there. */
const needsInside: Readonly<Record<string, string>> = {
  crash: 'execution environments of this cloud can’t be killed from outside',
  coldStart: 'execution environments of this cloud can’t be ended from outside',
  outOfMemory: 'execution environments of this cloud can’t be killed from outside',
  delay: 'deliveries happen inside of this cloud, where nothing can hold them up',
  reorder: 'deliveries happen inside of this cloud, where nothing can hold them up',
  dropDelivery: 'deliveries happen inside of this cloud, where nothing can take them out',
  revoke: 'this cloud decides by itself who may do what',
  disableKey: 'this cloud keeps its keys to itself',
  fis: 'this cloud runs no fault injection experiments',
};

const usual = {
  throttled: { code: 'ThrottlingException', message: 'Rate exceeded', status: 400 },
  internalError: { code: 'InternalFailure', message: 'An internal error occurred.', status: 500 },
};

/** Faults between callers and a cloud that knows nothing of them; what they draw depends on the seed alone. */
export class Injector {
  private readonly world: World;
  private active: readonly Armed[] = [];

  constructor(
    seed: string,
    private readonly now: () => number,
  ) {
    this.world = World.create({ seed });
  }

  /** What the faults have drawn, for a repro file. */
  get record(): { roots: ChanceRoots; decisions: DecisionRecord } {
    return { roots: this.world.chance.record(), decisions: this.world.decisions.record() };
  }

  /** Arms a fault; one that needs the inside of the cloud is refused with the reason. */
  inject(fault: Fault, id: string, means: (selected: string, named: string | undefined) => boolean): Armed {
    const reason = needsInside[fault.kind];
    if (reason !== undefined)
      throw new StormError('STORM_CLOUD_LACKS', `The fault "${fault.title}" can't be had here: ${reason}.`);
    this.tick();
    const armed = arm(fault, id, this.world, means);
    this.active = [...this.active, armed];
    return armed;
  }

  lift(id: string): void {
    this.active = this.active.filter((fault) => fault.id !== id);
  }

  /** What the faults do to a request, each that has an effect. */
  meet(
    moment: 'before' | 'after',
    request: ReadRequest,
    passer: Passer,
  ): { fault: Armed; effect: FaultEffect }[] {
    if (this.active.length === 0) return [];
    this.tick();
    const view = viewOf(request, passer, this.world.nowMs);
    return this.active.flatMap((fault) => {
      const effect = fault[moment]?.(view);
      if (effect === undefined || effect.kind === 'revoke') return [];
      fault.tookEffect('request');
      return [{ fault, effect }];
    });
  }

  /** What the faults do to a delivery that has just happened. */
  deliver(view: Omit<DeliveryView, 'nowMs' | 'dueMs'>): { fault: Armed; effect: DeliveryEffect }[] {
    this.tick();
    const { nowMs } = this.world;
    return this.active.flatMap((fault) => {
      const effect = fault.delivery?.({ ...view, nowMs, dueMs: nowMs });
      return effect === undefined ? [] : [{ fault, effect }];
    });
  }

  /** Windows of faults are counted in the cloud's time. */
  private tick(): void {
    this.world.nowMs = this.now();
  }
}

function viewOf(request: ReadRequest, passer: Passer, nowMs: number): FaultView {
  const { service, operation, region, accessKeyId = '', resources } = request;
  const { throttled, internalError } = services.find(({ name }) => name === service) ?? usual;
  return {
    service,
    operation,
    // Names hold no blanks; a request may name several.
    resource: resources.length === 0 ? undefined : resources.join(' '),
    subject: request.subject,
    accountId: /^\d{12}$/.test(accessKeyId) ? accessKeyId : '000000000000',
    region,
    task: passer.task,
    fromFunction: passer.task !== 'scenario',
    key: `${passer.task}:${service}:${operation}:${passer.nth}`,
    principal: accessKeyId,
    role: undefined,
    actions: [`${service}:${operation}`],
    nowMs,
    signedAtMs: undefined,
    throttled: new AwsError(throttled.code, throttled.message, throttled),
    internalError: new AwsError(internalError.code, internalError.message, internalError),
  };
}
