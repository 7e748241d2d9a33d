/** A signal for a resource, or for a handle that wait conditions listen to. */
export interface Signal {
  stackId: string;
  /** Of the resource or the handle. */
  logicalId: string;
  uniqueId: string;
  isSuccess: boolean;
  data: string;
  reason: string;
}
