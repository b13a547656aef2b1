/** "15:20", "1:02:03"; "–" for null: nothing was measured, which is not zero. */
export function formatDuration(ms: number | null): string {
  if (ms === null) return "–";
  const total = Math.round(ms / 1000);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = String(total % 60).padStart(2, "0");
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}`
    : `${minutes}:${seconds}`;
}

const MINUTE = 60_000;

/** As exact as silences and waits are told of: whole minutes, once there is one. In ms. */
export function inMinutes(ms: number): number {
  return ms < MINUTE ? ms : Math.floor(ms / MINUTE) * MINUTE;
}

/** "45 s", "4 min 10 s", "1 h 2 min": for sentences. */
export function durationWords(ms: number): string {
  const total = Math.round(ms / 1000);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  const seconds = total % 60;
  if (minutes === 0) return `${seconds} s`;
  return seconds > 0 ? `${minutes} min ${seconds} s` : `${minutes} min`;
}
