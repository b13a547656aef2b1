import type { VNode } from "preact";

/** Lets the keyboard pass over a long list; seen only while it has the focus. */
export function Skip(props: { readonly to: string; readonly words: string }): VNode {
  return (
    <button type="button" class="skip" onClick={() => document.getElementById(props.to)?.focus()}>
      {props.words}
    </button>
  );
}
