/** Names by id; null where nobody knows. */
export interface Names {
  readonly user: (id: string) => string | null;
  readonly channel: (id: string) => string | null;
}

/** A link as an SMS has it: the label with the address behind it, once where they say the same. */
export function linkToSms(url: string, label: string): string {
  const address = url.replace(/^(?:mailto|tel):/i, "");
  return label === "" || bare(label) === bare(address) ? address : `${label} (${address})`;
}

function bare(address: string): string {
  return address
    .replace(/^https?:\/\//i, "")
    .replace(/\/$/, "")
    .toLowerCase();
}
