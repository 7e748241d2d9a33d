import { AsyncLocalStorage } from 'node:async_hooks';

const works = new AsyncLocalStorage<string>();

/** Runs `submit` so that each call it makes is traced as made for the piece of work of that id. */
export function forWork<T>(id: string, submit: () => Promise<T>): Promise<T> {
  return works.run(id, submit);
}

/** The id of the piece of work that is being submitted. */
export function currentWork(): string | undefined {
  return works.getStore();
}
