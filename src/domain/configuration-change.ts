import type { ReplyChange } from "./canned-replies.ts";
import type { UserId } from "./ids.ts";
import type { MemberChange } from "./membership-changes.ts";
import type { SettingChange } from "./queue-changes.ts";

/** One supervisor who was added or taken out. */
export interface SupervisorChange {
  readonly user: UserId;
  readonly added: boolean;
}

/** What somebody did to the configuration, with what it was and what it became. */
export type ConfigurationChange =
  | {
      readonly what: "queue_made" | "settings" | "queue_deleted";
      readonly changes: readonly SettingChange[];
    }
  | { readonly what: "agents"; readonly changes: readonly MemberChange[] }
  | { readonly what: "replies"; readonly changes: readonly ReplyChange[] }
  | { readonly what: "paused" | "resumed"; readonly changes: readonly [] }
  | { readonly what: "supervisors"; readonly changes: readonly SupervisorChange[] };
