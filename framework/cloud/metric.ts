/** Which metric: each set of dimensions is a metric of its own. */
export interface Metric {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
}

/** A number that a service tells of itself or of a resource, as it goes into AWS's own metrics. */
export interface MetricPoint extends Metric {
  /** As CloudWatch spells it: 'Count', 'Milliseconds', 'Bytes'. */
  unit: string;
  value: number;
  /** When it was; now, unless given. */
  atMs?: number;
  /** Whose it is; the account of the call, unless given. */
  accountId?: string;
}
