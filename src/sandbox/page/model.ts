/**
 * What the server of the sandbox's page tells the browser, and what the browser asks of it. Types
 * only: both sides are compiled against them.
 *
 * The whole state goes to the browser on every change. Who is looking (which person, channel,
 * thread) is the browser's own business.
 */

/** A Block Kit block, element or object as on Slack's wire. */
export type Wire = Readonly<Record<string, unknown>>;

/** Everything that there is to see. */
export interface PageState {
  /** ms by which the app's clock was moved forward. */
  readonly aheadMs: number;
  /** Our own numbers that can be texted. */
  readonly lines: readonly string[];
  readonly phones: readonly Phone[];
  readonly bot: { readonly userId: string; readonly name: string };
  readonly people: readonly Person[];
  readonly channels: readonly Channel[];
  /** Of all channels and threads, in the order of `ts`. */
  readonly messages: readonly Message[];
  /** Of everybody, oldest first. */
  readonly ephemerals: readonly Ephemeral[];
  /** Open modals of everybody; of one person the topmost is the last. */
  readonly modals: readonly View[];
  readonly homes: readonly View[];
  readonly commands: readonly SlashCommand[];
  readonly messageShortcuts: readonly MessageShortcut[];
  readonly troubles: readonly Trouble[];
  /** What the fakes frowned at, such as a post with blocks that Slack refuses; newest last. */
  readonly warnings: readonly string[];
}

/** A texter's phone. */
export interface Phone {
  /** E.164. */
  readonly number: string;
  readonly name: string;
  /** Oldest first. */
  readonly bubbles: readonly Bubble[];
}

/** One text on a phone. */
export interface Bubble {
  readonly id: string;
  /** Our number at the other end. */
  readonly line: string;
  readonly direction: "from_texter" | "to_texter";
  readonly text: string;
  readonly media: readonly Media[];
  /** ms since 1970. */
  readonly at: number;
  /**
   * From the texter: `sending` until our app took it, then `delivered`, or `failed`. To the
   * texter: `sending` until it arrived, `delivered`; `failed` ones never appeared on the phone and
   * are shown as such.
   */
  readonly state: "sending" | "delivered" | "failed";
  /** In words, with a failed one. */
  readonly why?: string;
}

/** A picture or another file that hangs on a text. */
export interface Media {
  readonly url: string;
  readonly contentType: string;
}

/** Somebody in the workspace. */
export interface Person {
  readonly id: string;
  /** What mentions show, e.g. `Ana`. */
  readonly name: string;
  /** What they are in this workspace, in a word or two, e.g. `agent`, `supervisor`. */
  readonly role: string;
  readonly isAdmin: boolean;
  readonly deleted: boolean;
}

/** A channel, or the direct messages between the bot and one person. */
export interface Channel {
  readonly id: string;
  /** Without `#`. */
  readonly name: string;
  readonly isPrivate: boolean;
  /** Set on direct messages: the person who has them with the bot. */
  readonly imOf?: string;
  readonly isArchived: boolean;
  /** User ids. */
  readonly members: readonly string[];
}

/** A message in a channel or a thread. Texts are as on the wire: mrkdwn, escaped. */
export interface Message {
  readonly channel: string;
  readonly ts: string;
  /** On replies only: the parent's `ts`. */
  readonly threadTs?: string;
  /** A reply that is shown in the channel as well. */
  readonly broadcast: boolean;
  readonly user: string;
  readonly isBot: boolean;
  readonly text: string;
  /** Shown instead of `text` where there are any. */
  readonly blocks: readonly Wire[];
  readonly files: readonly SharedFile[];
  readonly reactions: readonly { readonly name: string; readonly users: readonly string[] }[];
  readonly edited: boolean;
}

/** A file in a message. */
export interface SharedFile {
  readonly name: string;
  readonly contentType: string;
  /** Where the page's server has it. */
  readonly url: string;
  readonly altText: string;
}

/** A message that one person alone sees. */
export interface Ephemeral {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs?: string;
  /** Who sees it. */
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Wire[];
}

/** A modal, or the app's home tab of one person. */
export interface View {
  readonly id: string;
  /** Changes with every update of the view by the app. */
  readonly hash: string;
  readonly user: string;
  readonly title: string;
  readonly blocks: readonly Wire[];
  /** The button's words; absent: the view cannot be submitted. */
  readonly submit?: string;
  readonly close?: string;
  /**
   * What the inputs hold, by block_id and action_id, as Slack's `view.state.values`: e.g.
   * `{type: "plain_text_input", value: "x"}`, `{type: "static_select", selected_option: {…}}`.
   */
  readonly values: Readonly<Record<string, Readonly<Record<string, Wire>>>>;
}

/** A slash command that the app has registered. */
export interface SlashCommand {
  /** With its slash. */
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
}

/** A shortcut in a message's menu. */
export interface MessageShortcut {
  readonly callbackId: string;
  readonly name: string;
}

/** Something that can be made to go wrong. */
export interface Trouble {
  readonly id: string;
  readonly name: string;
  /** What will be seen, in a sentence. */
  readonly explanation: string;
  /**
   * `once`: armed until it strikes. `switch`: on until it is switched off or its time is over.
   * `now`: happens at the press of its button.
   */
  readonly kind: "once" | "switch" | "now";
  readonly active: boolean;
  /** What may be chosen with it; empty where there is nothing to choose. */
  readonly choices: readonly { readonly value: string; readonly name: string }[];
}

/** What a person puts into an input, picks in a menu or ticks; ids for people and channels. */
export type InputValue = string | readonly string[] | null;

/** Where a button or menu is. */
export type PressPlace =
  | { readonly in: "message"; readonly channel: string; readonly ts: string }
  | { readonly in: "ephemeral"; readonly ts: string }
  | { readonly in: "view"; readonly viewId: string };

/** A file chosen in the browser. */
export interface UploadedFile {
  readonly name: string;
  readonly contentType: string;
  readonly base64: string;
}

/** What somebody does on the page: the body of `POST /do`. `user` is the person doing it. */
export type Deed =
  | {
      readonly do: "text";
      readonly from: string;
      readonly line: string;
      readonly text: string;
      readonly files?: readonly UploadedFile[];
    }
  | { readonly do: "add_phone"; readonly name: string }
  | {
      readonly do: "say";
      readonly user: string;
      readonly channel: string;
      readonly text: string;
      readonly threadTs?: string;
      readonly broadcast?: boolean;
      readonly files?: readonly UploadedFile[];
    }
  | {
      readonly do: "edit";
      readonly user: string;
      readonly channel: string;
      readonly ts: string;
      readonly text: string;
    }
  /** An admin may delete anybody's message, everybody else only their own. */
  | {
      readonly do: "delete";
      readonly user: string;
      readonly channel: string;
      readonly ts: string;
    }
  | {
      readonly do: "react";
      readonly user: string;
      readonly channel: string;
      readonly ts: string;
      readonly name: string;
    }
  /** `text` is all that was typed, slash included. */
  | {
      readonly do: "command";
      readonly user: string;
      readonly channel: string;
      readonly text: string;
    }
  /** Presses a button, or picks in a menu outside of inputs (then with `value`). */
  | {
      readonly do: "press";
      readonly user: string;
      readonly place: PressPlace;
      readonly blockId: string;
      readonly actionId: string;
      readonly value?: InputValue;
    }
  /** Types into a menu whose options the app gives; they are the answer. */
  | {
      readonly do: "suggest";
      readonly user: string;
      readonly viewId: string;
      readonly blockId: string;
      readonly typed: string;
    }
  /** An input that tells the app of its changes (`dispatch_action`) was changed. */
  | {
      readonly do: "fill";
      readonly user: string;
      readonly viewId: string;
      readonly values: Readonly<Record<string, InputValue>>;
    }
  /** `values` by block_id. */
  | {
      readonly do: "submit";
      readonly user: string;
      readonly viewId: string;
      readonly values: Readonly<Record<string, InputValue>>;
    }
  | { readonly do: "close"; readonly user: string; readonly viewId: string }
  | { readonly do: "open_home"; readonly user: string }
  | {
      readonly do: "message_shortcut";
      readonly user: string;
      readonly channel: string;
      readonly ts: string;
      readonly callbackId: string;
    }
  | { readonly do: "trouble"; readonly id: string; readonly on: boolean; readonly choice?: string }
  | { readonly do: "move_clock"; readonly byMs: number };

/** The answer to a deed, as JSON. */
export type DeedAnswer =
  | {
      readonly ok: true;
      /** After `submit`: what the app found wrong, by block_id. */
      readonly fieldErrors?: Readonly<Record<string, string>>;
      /** After `suggest`: Slack's option objects. */
      readonly options?: readonly Wire[];
    }
  /** What cannot be done, in words for the person: shown on the page. */
  | { readonly ok: false; readonly why: string };
