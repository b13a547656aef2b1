/** The contract with the server, in reach of the folders below. */
export type * from "../model.ts";
