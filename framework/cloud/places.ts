import type { Table, World } from '../kernel';
import { partitionOf } from './arn';
import type { Service } from './service';

/** A service's tables in one place. */
export type State = { [name: string]: Table<unknown> };

/** The tables of each service by account and region, as far as its scope tells these apart. */
export class Places {
  /** By service, account and region: asked for several times in each request, so no text is put together for it. */
  private readonly known = new Map<Service, Map<string, Map<string, State>>>();
  private readonly byPath = new Map<string, State>();

  constructor(private readonly world: World) {}

  state(service: Service, accountId: string, region: string): State {
    let accounts = this.known.get(service);
    if (accounts === undefined) this.known.set(service, (accounts = new Map()));
    let regions = accounts.get(accountId);
    if (regions === undefined) accounts.set(accountId, (regions = new Map()));
    let state = regions.get(region);
    if (state === undefined)
      regions.set(region, (state = this.at(service, pathOf(service, accountId, region))));
    return state;
  }

  private at(service: Service, path: string): State {
    let state = this.byPath.get(path);
    if (state === undefined) {
      state = {};
      for (const name of Object.keys(service.state)) state[name] = this.world.table(`${path}/${name}`);
      this.byPath.set(path, state);
    }
    return state;
  }
}

function pathOf(service: Service, accountId: string, region: string): string {
  switch (service.scope) {
    case 'partition':
      return `${service.name}/${partitionOf(region)}`;
    case 'account':
      return `${service.name}/${partitionOf(region)}/${accountId}`;
    case 'region':
      return `${service.name}/${accountId}/${region}`;
  }
}
