import { useLayoutEffect, useState } from "preact/hooks";

/** A value that components follow. */
export interface Store<T> {
  get(): T;
  /** Replaces the value by what `change` makes of it; the same value again tells nobody. */
  set(change: (was: T) => T): void;
  /** @returns ends the subscription */
  subscribe(listener: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(change) {
      const next = change(value);
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * What `pick` takes from the store's value, now and after each change.
 *
 * @param pick gives the same object (`Object.is`) as long as nothing has changed
 */
export function useStore<T, S>(store: Store<T>, pick: (value: T) => S): S {
  const picked = pick(store.get());
  const [, setSeen] = useState<S>(() => picked);
  useLayoutEffect(() => {
    const look = (): void => {
      const now = pick(store.get());
      setSeen(() => now);
    };
    look();
    return store.subscribe(look);
  });
  return picked;
}
