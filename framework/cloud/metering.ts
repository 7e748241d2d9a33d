import type { CallContext } from './call';
import type { Engine } from './engine';
import type { Exchange } from './exchange';
import type { Metric, MetricPoint } from './metric';
import type { Service } from './service';

/** Brings points of metrics from the services that tell them to the one that keeps them. */
export class Metering {
  /** The service that keeps metrics, if there is one. */
  private readonly keeper: Service | undefined;
  private last: { exchange: Exchange; call: CallContext } | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly services: readonly Service[],
  ) {
    this.keeper = services.find(({ measured }) => measured !== undefined);
  }

  /** Hands a point over, on behalf of the exchange that brought it about. */
  measure(point: MetricPoint, exchange: Exchange): void {
    const { keeper } = this;
    if (keeper?.measured === undefined) return;
    const { accountId = exchange.accountId } = point;
    let { last } = this;
    // Several points of one exchange come in a row.
    if (last === undefined || last.exchange !== exchange || last.call.accountId !== accountId) {
      const owned = accountId === exchange.accountId ? exchange : { ...exchange, accountId };
      last = { exchange, call: this.engine.call(owned, keeper) };
      this.last = last;
    }
    keeper.measured(point, last.call);
  }

  /** What a metric stands at, by the service that it is about. */
  gauge(metric: Metric, exchange: Exchange): number | undefined {
    for (const service of this.services) {
      const value = service.gauge?.(metric, this.engine.call(exchange, service));
      if (value !== undefined) return value;
    }
    return undefined;
  }
}
