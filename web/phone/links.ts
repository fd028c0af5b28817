/** Finds the addresses in a text message, so that they can be followed. */

export interface Piece {
  readonly text: string;
  readonly isLink: boolean;
}

// Japanese follows an address without a space.
const ADDRESS = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/g;

export function pieces(body: string): readonly Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of body.matchAll(ADDRESS)) {
    const address = match[0].replace(/[.,;:!?)\]']+$/, '');
    found.push({ text: body.slice(end, match.index), isLink: false }, { text: address, isLink: true });
    end = match.index + address.length;
  }
  found.push({ text: body.slice(end), isLink: false });
  return found.filter((piece) => piece.text !== '');
}
