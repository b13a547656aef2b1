import type { VNode } from "preact";
import { nameOf, usePage } from "../state/viewer.ts";

const COLOURS = 6;

/** The initial of somebody's name on their colour; decoration beside the name itself. */
export function Avatar({ user }: { readonly user: string }): VNode {
  const page = usePage();
  if (user === page.bot.userId) {
    return (
      <span class="avatar bot" aria-hidden="true">
        <svg viewBox="0 0 24 24" width="60%" height="60%">
          <path d="M4 5h16v11h-9l-5 4v-4H4z" fill="currentColor" />
        </svg>
      </span>
    );
  }
  const at = page.people.findIndex(({ id }) => id === user);
  return (
    <span class={`avatar colour${(at + COLOURS) % COLOURS}`} aria-hidden="true">
      {nameOf(page, user).charAt(0)}
    </span>
  );
}
