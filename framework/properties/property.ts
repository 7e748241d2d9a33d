import type { TraceEntry } from '../kernel';

/** A piece of work: pure data with an id. */
export interface Work {
  readonly id: string;
}

/** One effect that the system had, with the id of its work. */
export interface Outcome {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** A message in a dead-letter place, as a receiver sees it. */
export interface DeadLetter {
  readonly body: string;
  /** Message attributes, by name. */
  readonly attributes: { readonly [name: string]: { readonly type: string; readonly value: string } };
  readonly receiveCount: number;
}

export interface DeadLetterPlace {
  readonly logicalId: string;
  readonly arn: string;
  readonly messages: readonly DeadLetter[];
}

/** How names in the trace are told to people: as the template and the source files have them. */
export interface Names {
  /** A logical id, or the last part of the ARN where the stack does not know it. */
  of(arnOrName: string): string;
  /** The file and line of a resource in the template; of all resources, where there is none of that id. */
  template(logicalId: string): string | undefined;
  /** The file and line in the user's sources of a place in function code. */
  source(task: string, place: string): string | undefined;
}

/** A statement of a role's policy that allows something. */
export interface Grant {
  /** The role's logical id. */
  readonly role: string;
  readonly roleName: string;
  /** The Sid, or 'statement 2 of <policy>'. */
  readonly name: string;
  readonly sid?: string;
  /** Left out where the statement has a `NotAction`. */
  readonly actions?: readonly string[];
  /**
   * Left out where the statement has a `NotResource`; `within` is the resource of the stack to which everything
   * belongs that the pattern can match.
   */
  readonly resources?: readonly { readonly pattern: string; readonly within?: string }[];
  /** The file and line in the template. */
  readonly place?: string;
}

/** What the scenario saw when it looked: `await outcomes('day 29')`. */
export interface Look {
  readonly name: string;
  readonly atMs: number;
  /** Ids of the work that had been submitted by then. */
  readonly submitted: readonly string[];
  readonly outcomes: readonly Outcome[];
}

/** Made-up input that was given to the system, and the smallest that broke it. */
export interface Tried {
  /** What was made up: 'events'. */
  readonly what: string;
  readonly runs: number;
  readonly broken?: {
    readonly smallest: string;
    /** How often it was made smaller. */
    readonly numShrinks: number;
    readonly error: string;
    readonly functionArn?: string;
    /** The line of function code that the error came from. */
    readonly place?: string | undefined;
  };
}

/** A stack as it stands after the calm. */
export interface StackState {
  readonly name: string;
  readonly status: string;
  readonly reason?: string;
  /** The next step out of where it is stuck, as a command of the AWS CLI; left out when it isn't. */
  readonly wayOut?: string;
  /** The resources that are in a `*_FAILED` state, with their file and line where that is known. */
  readonly causes: readonly {
    readonly logicalId: string;
    readonly status: string;
    readonly reason?: string;
    readonly place?: string;
  }[];
}

/** All that a verdict rests on. */
export interface Evidence {
  /** Of this run only, in order. */
  readonly trace: readonly TraceEntry[];
  readonly startMs: number;
  /** What one piece of work is called: 'object', 'order'. */
  readonly noun: string;
  readonly submitted: readonly Work[];
  readonly outcomes: readonly Outcome[];
  readonly deadLetters: readonly DeadLetterPlace[];
  readonly names: Names;
  /** In the order in which the scenario took them. */
  readonly looks?: readonly Look[];
  /** In the order in which the scenario made it up. */
  readonly tried?: readonly Tried[];
  /** Read where a property asks for it. */
  readonly grants?: readonly Grant[];
  /** What exists and belongs to no stack; read where a property asks for it. */
  readonly leftovers?: readonly {
    readonly kind: string;
    readonly name: string;
    readonly logicalId?: string;
  }[];
  /** Every stack that there is; read where a property asks for it. */
  readonly stacks?: readonly StackState[];
  /** What came of the same storm without faults and repeated submissions; played where a property asks for it. */
  readonly twin?: readonly Outcome[];
}

/** What a cloud must be able to do for a property to be judged. */
export type Need = 'trace' | 'virtualTime';

/** Evidence that costs calls or a second run, so that it is gathered only where a property asks for it. */
export type Reading = 'grants' | 'leftovers' | 'stacks' | 'twin';

export type Verdict =
  | { readonly holds: true; /** What was proven, with numbers. */ readonly proven: string }
  | {
      readonly holds: false;
      /** What failed, with numbers. */
      readonly what: string;
      /** Labelled lines, in the order it happened. */
      readonly lines: readonly { readonly label: string; readonly text: string }[];
      readonly fix: { readonly text: string; readonly place?: string };
    };

/** A claim that must hold over the trace and the outcomes. */
export interface Property {
  readonly name: string;
  readonly needs: readonly Need[];
  readonly reads?: readonly Reading[];
  judge(evidence: Evidence): Verdict;
  /** Judged over all runs of one command: must have been so at least once. */
  readonly sometimes?: (evidence: Evidence) => boolean;
}

/** '1 of 20 orders', '3 of 20 orders' */
export function countOf(count: number, total: number, noun: string): string {
  return `${count} of ${total} ${total === 1 ? noun : `${noun}s`}`;
}

/** 'has' or 'have', whichever goes with the count. */
export function has(count: number): 'has' | 'have' {
  return count === 1 ? 'has' : 'have';
}

/** The verdict over a storm that gave the system nothing to do: what holds then says nothing. */
export function nothingSubmitted({ submitted, noun }: Evidence): Verdict | undefined {
  if (submitted.length > 0) return undefined;
  return {
    holds: false,
    what: `no ${noun} was submitted, so it proves nothing`,
    lines: [],
    fix: { text: 'submit work in the storm: await submit(10)' },
  };
}
