/** Stands in for the library's WebTransport, which no server of ours speaks; leaving it out keeps widget.js small. */
export class WT {}
