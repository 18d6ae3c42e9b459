/** Makes a value where a mark at each call does not do: bundlers take reading a member and spreading for effects. */
export const evaluated = (make) => make();
