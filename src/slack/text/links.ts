/** Names by id; null where nobody knows. */
export interface Names {
  readonly user: (id: string) => string | null;
  readonly channel: (id: string) => string | null;
}

/** A link as an SMS has it: the label with the address behind it, once where they say the same. */
export function linkToSms(url: string, label: string): string {
  const address = url.replace(/^mailto:([^?]*).*$/is, "$1").replace(/^tel:/i, "");
  const same = /^tel:/i.test(url)
    ? digits(label) === digits(address)
    : bare(label) === bare(address);
  return label === "" || same ? address : `${label} (${address})`;
}

/** A phone number without what people write between its digits. */
function digits(phoneNumber: string): string {
  return phoneNumber.replace(/[\s().\-\u2010-\u2015]/g, "");
}

function bare(address: string): string {
  return address
    .replace(/^https?:\/\//i, "")
    .replace(/\/$/, "")
    .toLowerCase();
}
