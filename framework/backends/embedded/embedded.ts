import { Engine } from '../../cloud/engine';
import type { HttpRequest, HttpResponse } from '../../cloud/protocols';
import { sha256, StormError, World, type WorldData, type WorldOptions } from '../../kernel';
import { services } from '../../services';
import type { Abilities } from '../abilities';
import type { Backend } from '../backend';
import { requestHandler, type Begun } from '../request-handler';
import { currentWork } from '../work';
import { Functions } from './functions';
import { defaultBounds, Player, type Bounds } from './player';

export interface EmbeddedOptions extends Partial<WorldOptions> {
  /** At most this many execution environments are hosted at once. */
  environmentsMax?: number;
  bounds?: Partial<Bounds>;
  /** A file or folder from which function code gets the runtime's SDK; by default the current folder. */
  runtimeModules?: string;
  /**
   * Execution environments may follow each other in one worker, reset in between: several times faster, for
   * exploration. Verdicts come from fresh ones, which is the default.
   */
  recycle?: boolean;
}

const can: Abilities = {
  virtualTime: true,
  faults: true,
  trace: true,
  replay: true,
  fork: true,
  functions: true,
  permissions: true,
  updateRollback: true,
  lifecycle: true,
  templates: true,
};

/** Equal answers in a row to the same request after which polling is suspected. */
const pollsMax = 5;

/** The embedded cloud: one world in this process, driven by whoever waits for an answer. */
export class Embedded implements Backend {
  readonly name = 'embedded';
  readonly can = can;
  readonly engine: Engine;
  readonly requestHandler = requestHandler(() => this.begin());
  private readonly functions: Functions;
  private readonly player: Player;
  /** Calls of the scenario that came while the world went on: such a run can't be replayed. */
  lateCalls = 0;
  private polled = '';
  private repeated = 0;

  constructor(
    readonly world: World,
    private readonly options: EmbeddedOptions = {},
  ) {
    const { environmentsMax } = options;
    this.engine = new Engine(world, services, environmentsMax === undefined ? {} : { environmentsMax });
    this.functions = new Functions(
      this.engine,
      options.runtimeModules ?? process.cwd(),
      options.recycle === true,
    );
    this.player = new Player(this.engine, this.functions, { ...defaultBounds, ...options.bounds });
  }

  static create(options: EmbeddedOptions = {}): Embedded {
    return new Embedded(World.create({ seed: '0', ...options }), options);
  }

  static load(data: WorldData, options: EmbeddedOptions = {}): Embedded {
    return new Embedded(World.load(data), options);
  }

  /** A world that goes on from here by itself; execution environments stay behind, so there each is cold. */
  fork(options: EmbeddedOptions = {}): Embedded {
    this.assertStill('forked');
    return new Embedded(this.world.fork(options), { ...this.options, ...options });
  }

  save(): WorldData {
    this.assertStill('saved');
    return this.world.save();
  }

  /** Functions whose handler could not be loaded, with Lambda's error payload. */
  get unloadable(): ReadonlyMap<string, string> {
    return this.functions.unloadable;
  }

  nowMs(): number {
    return this.world.nowMs;
  }

  play<T>(body: () => Promise<T>): Promise<T> {
    return this.player.play(body);
  }

  settle(withinMs?: number): Promise<void> {
    return this.player.settle(withinMs);
  }

  advance(spanMs: number): Promise<void> {
    return this.player.advance(spanMs);
  }

  until(isOver: () => boolean): Promise<void> {
    return this.player.until(isOver);
  }

  async close(): Promise<void> {
    await this.functions.close();
    await this.functions.ended();
  }

  private begin(): Begun {
    const call = this.world.count('scenario call');
    const work = currentWork();
    const { player, engine } = this;
    if (player.isPlaying && !player.isIdling) {
      // Something that the idle rule can't see held the code up, so its place in the order is the machine's.
      this.lateCalls++;
      engine.trace({ type: 'mark', cause: 0, mark: `late: call ${call} of the scenario` });
    }
    player.reading++;
    return {
      send: (wire) => {
        player.reading--;
        return this.send(wire, call, work);
      },
      abandon: () => {
        player.reading--;
        player.touch();
      },
    };
  }

  private async send(wire: HttpRequest, call: number, work: string | undefined): Promise<HttpResponse> {
    const answered = Promise.withResolvers<HttpResponse | Error>();
    let isAnswered = false;
    this.engine.post({
      origin: { task: 'scenario', call, cause: 0, ...(work === undefined ? {} : { work }) },
      wire,
      onAnswer: (response) => {
        isAnswered = true;
        this.player.touch();
        answered.resolve(response);
      },
      onLost: () => {
        isAnswered = true;
        this.player.touch();
        answered.resolve(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
      },
    });
    this.player.touch();
    await this.player.driveUntilAnswered(() => isAnswered);
    const response = await answered.promise;
    if (response instanceof Error) throw response;
    if (!this.player.isPlaying) this.watchPolling(wire, response);
    return response;
  }

  /** Outside of a play nothing but calls moves the clock: code that polls in real time would poll for ever. */
  private watchPolling(wire: HttpRequest, { status, body }: HttpResponse): void {
    const asked = sha256(
      `${wire.method} ${wire.host}${wire.path}\n${sha256(wire.body)}\n${status} ${sha256(body)}`,
    );
    this.repeated = asked === this.polled ? this.repeated + 1 : 1;
    this.polled = asked;
    if (this.repeated !== pollsMax) return;
    process.emitWarning(
      `${wire.method} ${wire.host}${wire.path} was answered ${pollsMax} times alike: outside of a play virtual time stands still. ` +
        'Put the polling into cloud.play(), where sleeping moves the clock, or settle() first.',
      { code: 'STORM_CLOCK_STANDS_STILL' },
    );
  }

  private assertStill(what: string): void {
    const { parked, arrivalsWaiting, lateAnswers } = this.engine;
    const waiting = parked.size + arrivalsWaiting + lateAnswers.size;
    if (waiting === 0 && !this.functions.hasWork) return;
    throw new StormError(
      'STORM_WORLD_BUSY',
      `A world can't be ${what} while ${waiting} requests or invocations are under way.`,
      {
        fix: 'await the answers, or settle() first',
      },
    );
  }
}
