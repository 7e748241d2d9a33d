import type {
  PropertyDifference,
  StackDriftStatus,
  StackResourceDriftStatus,
} from '@aws-sdk/client-cloudformation';

/** What a resource is found to be, against what the template says of it. */
export interface ResourceDrift {
  stackId: string;
  logicalId: string;
  physicalId: string;
  type: string;
  status: StackResourceDriftStatus;
  /** JSON text. */
  expected?: string;
  actual?: string;
  differences: PropertyDifference[];
  checkedMs: number;
}

/** A search for drift in a whole stack. */
export interface DriftDetection {
  id: string;
  stackId: string;
  logicalIds: string[];
  beganMs: number;
  status: 'DETECTION_IN_PROGRESS' | 'DETECTION_COMPLETE' | 'DETECTION_FAILED';
  reason?: string;
  drift?: StackDriftStatus;
  driftedCount?: number;
}
