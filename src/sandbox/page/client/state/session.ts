const KEY = "sms-sandbox";

/** What one tab of the browser remembers over a reload. */
export interface Remembered {
  readonly who?: string;
  readonly channel?: string;
  readonly phone?: string;
  readonly guideClosed?: boolean;
}

/** @returns nothing where the browser keeps nothing for this page */
export function recall(): Remembered {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    if (typeof kept !== "object" || kept === null) return {};
    const text = (name: string): string | undefined => {
      const value: unknown = Reflect.get(kept, name);
      return typeof value === "string" ? value : undefined;
    };
    const [who, channel, phone] = [text("who"), text("channel"), text("phone")];
    return {
      ...(who === undefined ? {} : { who }),
      ...(channel === undefined ? {} : { channel }),
      ...(phone === undefined ? {} : { phone }),
      guideClosed: Reflect.get(kept, "guideClosed") === true,
    };
  } catch {
    return {};
  }
}

export function remember(what: Remembered): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(what));
  } catch {
    // Private windows may keep nothing: then a reload begins anew.
  }
}
