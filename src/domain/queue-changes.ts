import type { UserId } from "./ids.ts";
import { type QueueSettings, SETTING_NAMES } from "./queue.ts";

/** What changed in a queue's settings, and what becomes of two people's edits at once. */

export type SettingName = keyof QueueSettings;
export type SettingValue = string | number | readonly string[] | readonly number[] | null;

/** One setting, before and after. A new queue's settings change from nothing (null). */
export interface SettingChange {
  readonly setting: SettingName;
  readonly from: SettingValue;
  readonly to: SettingValue;
}

const isSetting = (key: string): key is SettingName => key in SETTING_NAMES;
const ALL_SETTINGS: readonly SettingName[] = Object.keys(SETTING_NAMES).filter(isSetting);

/** Settings that say after which time something happens to open sessions. */
const TIMES: ReadonlySet<SettingName> = new Set<SettingName>([
  "reminderMinutes",
  "escalationMinutes",
  "maxWaitS",
  "replyTimeoutS",
  "idleTimeoutS",
]);

/** Whether open sessions have to be looked at at other times after these changes. */
export function changesTimes(changes: readonly SettingChange[]): boolean {
  return changes.some(({ setting }) => TIMES.has(setting));
}

function equal(a: SettingValue, b: SettingValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * The settings that differ, in the order of the form.
 *
 * @param before null: the queue is new, and everything that is not blank is a change
 */
export function compareSettings(
  before: QueueSettings | null,
  after: QueueSettings,
): SettingChange[] {
  return ALL_SETTINGS.flatMap((setting) => {
    const from = before === null ? null : before[setting];
    return equal(from, after[setting]) ? [] : [{ setting, from, to: after[setting] }];
  });
}

/** A saving that came between a form's opening and its submission. */
export interface LaterSaving {
  readonly by: UserId;
  readonly changes: readonly SettingChange[];
}

/** A setting that somebody else has changed meanwhile. */
export interface Overlap {
  readonly setting: SettingName;
  readonly savedBy: UserId;
  readonly saved: SettingValue;
  /** What the later person typed instead; undefined where they left the setting alone. */
  readonly typed: SettingValue | undefined;
}

/**
 * Puts a form that was opened before others saved together with what is saved now: settings that
 * the person changed stay as typed, all others become what is saved.
 *
 * @param typed the form as submitted
 * @param now what is saved
 * @param later the savings since the form was opened, the earliest first
 */
export function mergeEdits(
  typed: QueueSettings,
  now: QueueSettings,
  later: readonly LaterSaving[],
): { readonly merged: QueueSettings; readonly overlaps: readonly Overlap[] } {
  const seen = new Map<SettingName, SettingValue>();
  const savedBy = new Map<SettingName, UserId>();
  for (const { by, changes } of later) {
    for (const { setting, from } of changes) {
      if (!seen.has(setting)) seen.set(setting, from);
      savedBy.set(setting, by);
    }
  }
  const touched = ALL_SETTINGS.filter((setting) => {
    const whenOpened = seen.has(setting) ? (seen.get(setting) ?? null) : now[setting];
    return !equal(typed[setting], whenOpened);
  });
  const overlaps = ALL_SETTINGS.flatMap((setting): Overlap[] => {
    const by = savedBy.get(setting);
    if (by === undefined || equal(seen.get(setting) ?? null, now[setting])) return [];
    const own = touched.includes(setting) && !equal(typed[setting], now[setting]);
    return [{ setting, savedBy: by, saved: now[setting], typed: own ? typed[setting] : undefined }];
  });
  const own = Object.fromEntries(touched.map((setting) => [setting, typed[setting]]));
  return { merged: { ...now, ...own }, overlaps };
}
