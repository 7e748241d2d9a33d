import type { Armed, Fault } from '../faults';
import type { Duration } from '../kernel';
import type { Ability } from '../backends/abilities';
import type { Stack } from '../backends/stack';
import type { Outcome, Property, Work } from '../properties/property';
import type { Trial } from './generated';
import type { Draw } from './swarm';
import type { System, SystemContext } from './system';

/** An injected fault, as the scenario holds it. */
export interface Injected {
  /** How often it took effect so far. */
  readonly fired: Armed['fired'];
  /** Ends it before the storm does. */
  lift(): void;
}

/** What a scenario's storm works with. */
export interface StormContext<W extends Work> extends SystemContext {
  /** Submits so many new pieces of work, or the given one, and waits until the system has taken them. */
  submit(this: void, work: number | W): Promise<void>;
  inject(this: void, fault: Fault): Injected;
  /** Names this moment in the trace. */
  mark(this: void, name: string): void;
  /** What came of it so far; under a name it is kept as a look, for `retained` and `expired`. */
  outcomes(this: void, name?: string): Promise<Outcome[]>;
  /** Keeps rows that the scenario read elsewhere (objects, messages) as a look. */
  look(this: void, name: string, rows: readonly Outcome[]): void;
  /** Deploys the system's template once more under another name, or another template. */
  deploy(
    this: void,
    stackName: string,
    parameters?: Record<string, string>,
    template?: string,
  ): Promise<Stack>;
  /** Gives made-up input to the system; judged by `handlesAll`. */
  forAll<T>(this: void, what: string, trial: Trial<T>): Promise<void>;
}

/** A story told to a system: the storm, then calm, then what must hold. */
export interface Scenario<W extends Work> {
  system: System<W>;
  /** Findings that it must catch. */
  findings?: readonly string[];
  /** What happens; it lasts until its body has returned and every fault's window has closed or no work is left. */
  storm(context: StormContext<W>): Promise<void>;
  /**
   * Faults that may come on top where many runs are played: the seed draws which of them do, and how. What holds must
   * hold with any of them.
   */
  swarm?: (draw: Draw) => readonly Fault[];
  /** Of many runs (`--runs`) play no more than so many: where the seed changes little, more would show little. */
  runsMax?: number;
  /** Virtual time that the system has to come to rest after the storm; 24 hours by default. */
  calm?: Duration;
  /** What must hold, judged once, after the calm. */
  holds: readonly Property[];
  /** What the cloud must be able to do for the storm to make sense; elsewhere it is skipped with the reason. */
  needs?: readonly Ability[];
  /**
   * In place of the storm on a cloud that lacks what is needed: reads what the template has configured there. Answers
   * what it found, and throws where it is wrong; told as configuration only.
   */
  configured?(context: SystemContext): Promise<string>;
  /** What is done afterwards, with assertions of its own. */
  after?(context: StormContext<W>): Promise<void>;
}

/** A scenario with its title, as it was told; its work's type is put aside. */
export interface ScenarioDefinition extends Scenario<Work> {
  title: string;
  /** The file that told it, where that is known. */
  file?: string;
}

type Listener = (definition: ScenarioDefinition) => void;

let listener: Listener | undefined;

/**
 * Tells a scenario.
 *
 * The commands collect what a file tells; under jest each becomes a test (see `stormproof/jest`).
 *
 * @example
 * scenario('a duplicate upload makes one record', {
 *   system: s3Processor,
 *   async storm({ submit, inject }) {
 *     inject(faults.duplicate({ service: 's3' }));
 *     await submit(5);
 *   },
 *   holds: [properties.exactlyOnce()],
 * });
 */
export function scenario<W extends Work>(title: string, definition: Scenario<W>): ScenarioDefinition {
  // The player hands a system's functions only what that system itself made, so the type may be put aside.
  const told: ScenarioDefinition = { ...definition, title };
  listener?.(told);
  return told;
}

/** Hands every scenario told from now on to `listen`; answers how to stop. */
export function onScenario(listen: Listener): () => void {
  const before = listener;
  listener = listen;
  return () => {
    listener = before;
  };
}
