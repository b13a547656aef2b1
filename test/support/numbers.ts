/** The numbers of the stories: our lines, and people who text them. */
export const LINE = "+15550100001";
export const OTHER_LINE = "+15550100002";
export const BOB = "+15557770001";
export const CAROL = "+15557770002";
export const DAVE = "+15557770003";
