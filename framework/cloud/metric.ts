import type { StandardUnit } from '@aws-sdk/client-cloudwatch';

/** Which metric: each set of dimensions is a metric of its own. */
export interface Metric {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
}

/** How a request to a service ended, told to the service itself so that it can count it. */
export interface Answer {
  /** 'PutItem' */
  operation: string;
  /** The ARN that it was about. */
  resource?: string;
  /** Of a refusal, by the service or by a fault. */
  code?: string;
  status: number;
}

/** A number that a service tells of itself or of a resource, as it goes into AWS's own metrics. */
export interface MetricPoint extends Metric {
  /** As CloudWatch spells it: 'Count', 'Milliseconds', 'Bytes'. */
  unit: StandardUnit;
  value: number;
  /** When it was; now, unless given. */
  atMs?: number;
  /** Whose it is; the account of the call, unless given. */
  accountId?: string;
}
