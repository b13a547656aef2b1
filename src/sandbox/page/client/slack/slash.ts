import type { SlashCommand } from "../model.ts";

/** Whether something typed is meant as a slash command. Two slashes begin a note, not a command. */
export function isCommand(text: string): boolean {
  return /^\/(?!\/)\S/.test(text) || text === "/";
}

/** The commands that begin as typed; none once a whole command and a space are typed. */
export function suggestionsFor(
  commands: readonly SlashCommand[],
  text: string,
): readonly SlashCommand[] {
  if (!isCommand(text)) return [];
  const [name = "", ...rest] = text.split(" ");
  if (rest.length > 0) return commands.filter(({ command }) => command === name);
  return commands.filter(({ command }) => command.startsWith(name.toLowerCase()));
}

/** The registered command with which a text begins. */
export function commandIn(
  commands: readonly SlashCommand[],
  text: string,
): SlashCommand | undefined {
  return commands.find(({ command }) => command === text.trim().split(/\s/)[0]);
}
