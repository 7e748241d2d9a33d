import { Random, mix, type RandomState } from './random';

/** What of the chance of a run is written into a repro file: the root of each stream that was used, by label. */
export type ChanceRoots = Record<string, string>;

export interface ChanceData {
  seed: string;
  roots: ChanceRoots;
  streams: Record<string, RandomState>;
}

/**
 * All streams of one world, forked by label, so that a new draw in one place does not shift the others.
 *
 * The root of each label is kept: a replay that has the roots needs no seed, and a label that the record does
 * not know is begun from the seed without touching the rest.
 */
export class Chance {
  readonly seed: string;
  private readonly roots: Map<string, string>;
  private readonly streams = new Map<string, Random>();

  constructor(seed: string, roots: ChanceRoots = {}) {
    this.seed = seed;
    this.roots = new Map(Object.entries(roots));
  }

  /** The stream of a place; each call goes on where the last draw of the same label stopped. */
  stream(label: string): Random {
    let stream = this.streams.get(label);
    if (stream === undefined) {
      stream = Random.from(this.root(label));
      this.streams.set(label, stream);
    }
    return stream;
  }

  /** A draw that depends on its key alone and not on what was drawn before: for picks keyed by task and call number. */
  at(label: string, key: string): Random {
    return Random.from(this.root(label), key);
  }

  /** The roots used so far, for the repro file. */
  record(): ChanceRoots {
    return Object.fromEntries([...this.roots].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  save(): ChanceData {
    const streams: Record<string, RandomState> = {};
    for (const [label, stream] of this.streams) streams[label] = stream.state;
    return { seed: this.seed, roots: this.record(), streams };
  }

  static load(data: ChanceData): Chance {
    const chance = new Chance(data.seed, data.roots);
    for (const [label, state] of Object.entries(data.streams)) chance.streams.set(label, new Random(state));
    return chance;
  }

  private root(label: string): string {
    let root = this.roots.get(label);
    if (root === undefined) {
      root = mix(this.seed, label)
        .map((word) => word.toString(16).padStart(8, '0'))
        .join('');
      this.roots.set(label, root);
    }
    return root;
  }
}
