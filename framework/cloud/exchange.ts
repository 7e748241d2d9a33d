import type { CallContext } from './call';
import type { AwsError } from './error';
import type { Damage, Loss } from './fault';
import type { Fronted } from './fronted';
import type { Principal } from './iam';
import type { HttpRequest, HttpResponse, Protocol, ServiceModel } from './protocols';
import type { Access, Service } from './service';
import type { StormError } from '../kernel';

/** Where a request comes from. */
export interface Origin {
  /** 'scenario', an execution environment, or the name of a service. */
  task: string;
  /** The number of the call within its task. */
  call?: number;
  /** The trace entry that caused it. */
  cause: number;
  /** The line of function code that made the call. */
  place?: string;
  /** The piece of work that the scenario was submitting. */
  work?: string;
  /** A fault let it arrive once more; it meets no fault itself. */
  isRepeated?: boolean;
}

/** One request on its way through the pipeline; each stage fills in its part. */
export interface Exchange {
  readonly origin: Origin;
  /** The bytes, when it came over a wire; inner calls have none. */
  readonly wire?: HttpRequest;
  readonly requestId: string;
  serviceName: string;
  service?: Service;
  /** What that service gets to touch on behalf of this request. */
  call?: CallContext;
  model?: ServiceModel;
  protocol?: Protocol;
  /** 'PutObject' */
  operation: string;
  input: object;
  principal: Principal;
  accessKeyId?: string;
  accountId: string;
  region: string;
  /** Condition keys that the request brings, lower-case. */
  context: Record<string, string | number | boolean | string[]>;
  accesses: Access[];
  /** Of X-Ray, where a service asks; a request over a wire has it among its headers. */
  traceHeader?: string;
  /** What it is, where it came to a host of the service's own. */
  fronted?: Fronted;
  /** The number of its `call` entry in the trace; 0 until it is written. */
  entry: number;
  /** The last event noted while it ran: what it causes from then on follows from that. */
  latest?: number;
  /** Which of its kind it is among a service's own calls; counted when a fault first looks at it. */
  nth?: number;
  parked?: string;
  output?: object;
  error?: AwsError | StormError;
  /** What a fault did to the connection or to the caller: the answer is heard by nobody. */
  lost?: Loss;
  /** What a fault did to the bytes of the answer. */
  damage?: Damage;
  /** The time that the answer's `Date` tells, where a fault sets the caller's clock against the cloud's. */
  clockMs?: number;
  /** Actions that a fault takes away from the caller. */
  revoked?: readonly string[];
  /** A fault's: how much later than usual the answer comes. */
  lateMs?: number;
  /** The answer is given and on its way. */
  isOnTheWay?: boolean;
  response?: HttpResponse;
  /** Takes the answer of a request that came over a wire. */
  onAnswer?: (response: HttpResponse) => void;
  onLost?: (loss: Loss) => void;
  /** Runs when the request is over, however it ended. */
  onEnd?: () => void;
}
