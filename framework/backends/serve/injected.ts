import { arm, faultOf, type Armed } from '../../faults';
import { StormError, World, type Json } from '../../kernel';
import type { ServedWorld } from './served-world';

/** What the runner of a scenario asks for: a fault, and what its selections mean. */
interface Order {
  id: string;
  kind: string;
  /** All that the fault was made with. */
  options: { readonly [name: string]: Json | undefined };
  /** Decides what is drawn. */
  seed: string;
  /** Whose it is, for whoever clears up after somebody who died. */
  owner: string;
  /** Of a stack: logical ids by the names, URLs and ARNs that they stand for. */
  names: Readonly<Record<string, string>>;
}

interface Injected {
  armed: Armed;
  owner: string;
  isLifted: boolean;
}

/** The faults that were injected over HTTP into one world, each until it is lifted. */
export class InjectedFaults {
  private readonly all = new Map<string, Injected>();

  constructor(private readonly served: ServedWorld) {}

  /** What was injected, lifted or not: how often each took effect is asked for afterwards. */
  get list(): Json {
    return [...this.all.values()].map(({ armed, owner, isLifted }) => ({
      id: armed.id,
      kind: armed.fault.kind,
      title: armed.title,
      owner,
      fired: armed.fired,
      active: !isLifted,
      ...(armed.untilMs === undefined ? {} : { untilMs: armed.untilMs }),
    }));
  }

  /** Whether the window of each fault that is in effect has closed by itself. */
  get areOver(): boolean {
    return [...this.all.values()].every(
      ({ armed, isLifted }) => isLifted || (armed.untilMs ?? Infinity) <= this.served.nowMs,
    );
  }

  inject(body: Json | undefined): void {
    const order = readOrder(body);
    const { id, kind, options, seed, owner, names } = order;
    if (this.all.has(id))
      throw new StormError('STORM_BAD_INPUT', `A fault with the id '${id}' was injected before.`);
    const fault = faultOf(kind, options);
    // Draws of its own: what other requests draw must not shift them.
    const world = World.create({ seed });
    world.nowMs = this.served.nowMs;
    const armed = arm(fault, id, world, (selected, named) => means(names, selected, named));
    this.all.set(id, { armed, owner, isLifted: false });
    this.served.engine.inject(armed);
  }

  /** Ends one fault, or all of an owner's, or all; what was counted stays until it is forgotten. */
  lift(body: Json | undefined): void {
    const { id, owner, forget } = asObject(body ?? {});
    if (typeof id === 'string' && !this.all.has(id))
      throw new StormError('STORM_BAD_INPUT', `No fault '${id}' was injected.`);
    for (const [name, injected] of this.all) {
      if (id !== undefined && id !== name) continue;
      if (owner !== undefined && owner !== injected.owner) continue;
      this.served.engine.lift(name);
      injected.isLifted = true;
      if (forget === true) this.all.delete(name);
    }
  }
}

/** As on the embedded cloud: a logical id means its resource, by name or ARN, and a bucket its objects. */
function means(names: Order['names'], selected: string, named: string | undefined): boolean {
  if (named === undefined) return false;
  const logicalIdOf = (name: string) => (Object.hasOwn(names, name) ? names[name] : undefined);
  if (selected === named || selected === logicalIdOf(named.replace(/:\$LATEST$/, ''))) return true;
  const bucket = /^arn:[^:]+:s3:::([^/]+)\//.exec(named)?.[1];
  return bucket !== undefined && (bucket === selected || logicalIdOf(bucket) === selected);
}

function readOrder(body: Json | undefined): Order {
  const { id, kind, options = {}, seed = '0', owner = '', names = {} } = asObject(body ?? {});
  const texts = Object.entries(asObject(names)).map(([name, value]) => [name, text('names', value)] as const);
  return {
    kind: text('kind', kind),
    id: text('id', id ?? kind),
    options: asObject(options),
    seed: text('seed', seed),
    owner: text('owner', owner),
    names: Object.fromEntries(texts),
  };
}

function asObject(value: Json): { readonly [name: string]: Json | undefined } {
  if (isObject(value)) return value;
  throw new StormError('STORM_BAD_INPUT', `Expected an object, got ${JSON.stringify(value).slice(0, 100)}.`);
}

function isObject(value: Json): value is { readonly [name: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(name: string, value: Json | undefined): string {
  if (typeof value === 'string') return value;
  throw new StormError('STORM_BAD_INPUT', `Expected ${name} to be a text.`);
}
