import type { VNode } from "preact";
import type { SlashCommand } from "../model.ts";

/** The slash commands that fit what is typed. The keyboard stays in the box below. */
export function Suggestions(props: {
  readonly id: string;
  readonly commands: readonly SlashCommand[];
  readonly marked: number;
  readonly choose: (command: SlashCommand) => void;
}): VNode {
  return (
    <div class="suggestions">
      <div id={props.id} role="listbox" aria-label="Commands">
        {props.commands.map((one, index) => (
          <div
            key={one.command}
            id={`${props.id}-${index}`}
            role="option"
            class="suggestion"
            aria-selected={index === props.marked}
            // The box keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => props.choose(one)}
          >
            <div>
              <b>{one.command}</b> <span class="usage">{one.usageHint}</span>
            </div>
            <small>{one.description}</small>
          </div>
        ))}
      </div>
    </div>
  );
}
